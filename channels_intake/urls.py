from django.urls import include, path, register_converter

from complaints.urls import WordConverter

from . import channel_views, privacy_views, replay_views, shelf_views
from .form import link_views
from .mirror import import_views
from .mirror import views as mirror_views
from .shelf import EVENT, REQUEST
from .views import Webhook


class SourceConverter(WordConverter):
    """What lies on the shelf: a whole delivery, or one event of it."""

    words = {"kiriman": REQUEST, "bagian": EVENT}


register_converter(SourceConverter, "source")

urlpatterns = [
    path("webhooks/<slug:kind>/", Webhook.as_view(), name="webhook"),
    path("pengaturan/kanal/", channel_views.channel_list, name="channel_list"),
    path("pengaturan/kanal/rak/", shelf_views.shelf, name="shelf"),
    path("pengaturan/kanal/rak/<source:source>/<int:pk>/", shelf_views.shelf_item, name="shelf_item"),
    path("pengaturan/kanal/rak/<source:source>/<int:pk>/proses-ulang/", shelf_views.shelf_replay, name="shelf_replay"),
    path("pengaturan/kanal/rak/<source:source>/<int:pk>/buang/", shelf_views.shelf_discard, name="shelf_discard"),
    path("pengaturan/kanal/rak/<source:source>/<int:pk>/kembalikan/", shelf_views.shelf_restore, name="shelf_restore"),
    path("pengaturan/kanal/sp4n/", mirror_views.mirror, name="sp4n_mirror"),
    path("pengaturan/kanal/sp4n/perbedaan/<int:pk>/", mirror_views.conflict_decide, name="sp4n_conflict"),
    path("pengaturan/kanal/sp4n/salin/", mirror_views.copy_queue, name="sp4n_copy"),
    path("pengaturan/kanal/sp4n/salin/jawaban/<int:pk>/", mirror_views.answer_copied, name="sp4n_answer_copied"),
    path("pengaturan/kanal/sp4n/salin/aduan/<int:pk>/", mirror_views.case_entered, name="sp4n_entered"),
    path("pengaturan/kanal/sp4n/impor/", import_views.import_list, name="sp4n_imports"),
    path("pengaturan/kanal/sp4n/impor/<int:pk>/", import_views.import_detail, name="sp4n_import"),
    path("pengaturan/kanal/sp4n/impor/<int:pk>/terapkan/", import_views.import_apply, name="sp4n_import_apply"),
    path("pengaturan/kanal/sp4n/impor/<int:pk>/batalkan/", import_views.import_cancel, name="sp4n_import_cancel"),
    path("pengaturan/kanal/proses-ulang/", replay_views.replay_list, name="replay_list"),
    path("pengaturan/kanal/proses-ulang/mulai/", replay_views.replay_start, name="replay_start"),
    path("pengaturan/kanal/proses-ulang/<int:pk>/batalkan/", replay_views.replay_cancel, name="replay_cancel"),
    path("pengaturan/kanal/data-pribadi/", privacy_views.privacy_list, name="privacy_list"),
    path("pengaturan/kanal/data-pribadi/<int:pk>/putuskan/", privacy_views.privacy_settle, name="privacy_settle"),
    path("t/<str:token>/tambah/", link_views.case_add, name="case_add"),
    path("t/<str:token>/belum/", link_views.case_add, {"objects": True}, name="case_object"),
    path("lapor/", include("channels_intake.form.urls")),
    path("hapus-data/<str:code>/", privacy_views.privacy_status, name="privacy_status"),
    path("meta/hapus-data/", privacy_views.data_deletion, name="data_deletion"),
    path("meta/cabut-izin/", privacy_views.deauthorize, name="deauthorize"),
]
