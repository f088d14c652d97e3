from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView

from .files import Form
from .views import (
    approved_answers,
    attachments,
    board,
    bulk,
    case_page,
    changes,
    citizen,
    clock_reports,
    clocks,
    colours,
    detail,
    drill,
    handing,
    helping,
    hiding,
    inbox,
    incidents,
    invitations,
    live,
    lookup,
    mentions,
    moving,
    notices,
    outgoing,
    parts,
    profile,
    public,
    readings,
    referrals,
    reporter,
    results,
    routing_queue,
    routing_settings,
    settings_pages,
    snoozing,
    solved_answers,
    tagging,
    viewing,
    words,
)


class WordConverter:
    """A word in the path, Indonesian as all paths, that stands for a code."""

    words: dict[str, str] = {}
    regex = ""

    def __init_subclass__(cls) -> None:
        cls.regex = "|".join(cls.words)

    def to_python(self, value: str) -> str:
        """The code."""
        return self.words[value]

    def to_url(self, value: str) -> str:
        """The word in the path."""
        return next(word for word, code in self.words.items() if code == value)


class OutcomeConverter(WordConverter):
    """Which of the three decisions beside the suggested units."""

    words = {"opd-lain": "unit", "rujuk": "refer", "bukan-aduan": "none"}


class ChangeConverter(WordConverter):
    """What an officer changes of a case."""

    words = {"kategori": "category", "jenis": "kind", "kerahasiaan": "secrecy", "kembalikan": "decline"}


class ActConverter(WordConverter):
    """What an officer does with the clocks of a case."""

    words = {"jeda": "pause", "perpanjangan": "extend", "naikkan": "raise", "pegang": "pledge"}


register_converter(ActConverter, "act")
register_converter(OutcomeConverter, "outcome")
register_converter(ChangeConverter, "change")

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="complaint_list"), name="home"),
    path("aduan/", inbox.complaint_list, name="complaint_list"),
    path("aduan/kabar/", live.news, name="news"),
    path("aduan/pergi/<str:ticket>/", live.presence_left, name="presence_end"),
    path("arus/", live.stream_elsewhere, name="stream"),
    path("aduan/<str:number>/hadir/", live.presence_note, name="presence_note"),
    path("aduan/<str:number>/", detail.complaint_detail, name="complaint_detail"),
    path("aduan/<str:number>/keterangan/", case_page.case_context, name="case_context"),
    path("aduan/<str:number>/balas/", detail.reply_create, name="reply_create"),
    path("aduan/<str:number>/draf/", detail.draft_save, name="draft_save"),
    path("aduan/<str:number>/ambil/", detail.complaint_take, name="complaint_take"),
    path("aduan/<str:number>/lepas/", detail.complaint_release, name="complaint_release"),
    path("aduan/<str:number>/oper/", handing.complaint_hand_on, name="complaint_hand_on"),
    path("aduan/<str:number>/tunda/", snoozing.complaint_snooze, name="complaint_snooze"),
    path("aduan/<str:number>/tampilkan-lagi/", snoozing.complaint_wake, name="complaint_wake"),
    path("aduan/<str:number>/label/", tagging.tag_add, name="tag_add"),
    path("aduan/<str:number>/label/<int:pk>/lepas/", tagging.tag_remove, name="tag_remove"),
    path("tampilan/", viewing.view_list, name="view_list"),
    path("tampilan/baru/", viewing.view_create, name="view_create"),
    path("tampilan/<int:pk>/", viewing.view_change, name="view_change"),
    path("massal/", bulk.bulk_act, name="bulk_act"),
    path("massal/<int:pk>/urungkan/", bulk.bulk_undo, name="bulk_undo"),
    path("label/", tagging.tag_list, name="tag_list"),
    path("label/<int:pk>/", tagging.tag_rename, name="tag_rename"),
    path("disebut/", handing.mentioned_list, name="mentioned_list"),
    path("aduan/<str:number>/disposisi/", detail.complaint_forward, name="complaint_forward"),
    path("aduan/<str:number>/selesaikan/", results.complaint_resolve, name="complaint_resolve"),
    path("aduan/<str:number>/rujuk/", referrals.case_refer, name="case_refer"),
    path("rujukan/<int:pk>/urungkan/", referrals.referral_undo, name="referral_undo"),
    path("aduan/<str:number>/bagian/", parts.part_list, name="part_list"),
    path("aduan/<str:number>/bagian/selesai/", parts.part_finish, name="part_finish"),
    path("aduan/<str:number>/bagian/<int:pk>/urungkan/", parts.part_take_back, name="part_take_back"),
    path("aduan/<str:number>/bagian/<int:pk>/jawab/", parts.part_speak, name="part_speak"),
    path("aduan/<str:number>/bagian/<int:pk>/kembalikan/", parts.part_return, name="part_return"),
    path("aduan/<str:number>/tenggat/<act:act>/", clocks.clock_act, name="clock_act"),
    path("aduan/<str:number>/tenggat/perpanjangan/<int:pk>/", clocks.extension_decide, name="extension_decide"),
    path("aduan/<str:number>/tenggat/lanjutkan/", clocks.clock_resume, name="clock_resume"),
    path("aduan/<str:number>/tenggat/<int:pk>/sanggah/", clocks.clock_contest, name="clock_contest"),
    path("aduan/<str:number>/tenggat/<int:pk>/sanggahan/", clocks.dispute_decide, name="dispute_decide"),
    path("laporan/tenggat/", clock_reports.clock_report, name="clock_report"),
    path("aduan/<str:number>/bantuan/", helping.help_ask, name="help_ask"),
    path("bantuan/", helping.help_list, name="help_list"),
    path("bantuan/<int:pk>/", helping.help_answer, name="help_answer"),
    path("bantuan/<int:pk>/tarik/", helping.help_withdraw, name="help_withdraw"),
    path("laporan/janji/", clock_reports.promise_report, name="promise_report"),
    path("laporan/alih-tangan/", clock_reports.handover_report, name="handover_report"),
    path("laporan/tenggat/unduh/", clock_reports.clock_report_file, name="clock_report_file"),
    path("aduan/<str:number>/tenggat/<int:pk>/", clocks.clock_explain, name="clock_explain"),
    path("aduan/<str:number>/foto-hasil/", results.photos_show, name="photos_show"),
    path("aduan/<str:number>/melebar/", incidents.case_spread, name="case_spread"),
    path("aduan/<str:number>/satu-kejadian/", incidents.incident_join, name="incident_join"),
    path("aduan/<str:number>/satu-kejadian/keluar/", incidents.incident_leave, name="incident_leave"),
    path("kejadian/", incidents.incident_list, name="incident_list"),
    path("kejadian/<int:pk>/", incidents.incident_detail, name="incident_detail"),
    path("kejadian/<int:pk>/jawab/", incidents.incident_answer, name="incident_answer"),
    path("kejadian/<int:pk>/selesaikan/", incidents.incident_resolve, name="incident_resolve"),
    path("kejadian/<int:pk>/kembalikan/", incidents.incident_return, name="incident_return"),
    path("kejadian/jawaban/<int:pk>/urungkan/", incidents.common_answer_undo, name="common_answer_undo"),
    path("aduan/<str:number>/undang/", invitations.invitation_write, name="invitation_write"),
    path("undangan/<int:pk>/pisahkan/", invitations.invitation_release, name="invitation_release"),
    path("aduan/<str:number>/gabungkan/", moving.case_merge, name="case_merge"),
    path("aduan/<str:number>/pesan/<int:pk>/pindahkan/", moving.message_move, name="message_move"),
    path("aduan/<str:number>/pesan/<int:pk>/pecah/", moving.message_split, name="message_split"),
    path("aduan/<str:number>/pesan/<int:pk>/versi/", words.message_versions, name="message_versions"),
    path("aduan/<str:number>/pesan/<int:pk>/tetapkan/", words.echo_confirm, name="echo_confirm"),
    path("aduan/<str:number>/pesan/<int:pk>/sembunyikan/", hiding.comment_hide, name="comment_hide"),
    path("aduan/<str:number>/pesan/<int:pk>/tampilkan/", hiding.comment_show, name="comment_show"),
    path("penetapan/<int:pk>/batalkan/", words.echo_undo, name="echo_undo"),
    path("aduan/<str:number>/pelapor/", reporter.reporter_detail, name="reporter_detail"),
    path("aduan/<str:number>/pelapor/tautan/", reporter.link_renew, name="link_renew"),
    path("aduan/<str:number>/pelapor/nomor/", reporter.phone_show, name="phone_show"),
    path("aduan/<str:number>/pelapor/arsip/", reporter.reporter_archive, name="reporter_archive"),
    path("aduan/<str:number>/pelapor/gabungkan/<int:pk>/", reporter.reporter_merge, name="reporter_merge"),
    path("aduan/<str:number>/pelapor/pisahkan/<int:pk>/", reporter.reporter_split, name="reporter_split"),
    path("pemindahan/<int:pk>/urungkan/", moving.move_undo, name="move_undo"),
    path("aduan/<str:number>/<change:change>/", changes.complaint_change, name="complaint_change"),
    path("foto-hasil/<str:key>/terpilih/", results.held_photo, name="held_photo"),
    path("foto-hasil/<str:key>/", results.result_photo, {"size": "large"}, name="result_photo"),
    path("foto-hasil/<str:key>/kecil/", results.result_photo, {"size": "small"}, name="result_photo_small"),
    path("aduan/<str:number>/templat/<int:pk>/", outgoing.template_write, name="template_write"),
    path("aduan/<str:number>/jawaban/", approved_answers.case_answers, name="case_answers"),
    path("aduan/<str:number>/jawaban-serupa/", solved_answers.case_solved, name="case_solved"),
    path("aduan/<str:number>/terima/", detail.complaint_acknowledge, name="complaint_acknowledge"),
    path("aduan/<str:number>/lampirkan/", outgoing.file_write, name="file_write"),
    path("balasan/<int:pk>/berkas/", outgoing.reply_file, name="reply_file"),
    path("balasan/<int:pk>/urungkan/", outgoing.reply_cancel, name="reply_cancel"),
    path("balasan/<int:pk>/kirim-sekarang/", outgoing.reply_send_now, name="reply_send_now"),
    path("balasan/<int:pk>/tetap-kirim/", outgoing.reply_resend, name="reply_resend"),
    path("balasan/<int:pk>/batalkan/", outgoing.reply_drop, name="reply_drop"),
    path("balasan/<int:pk>/lepaskan/", outgoing.reply_free, name="reply_free"),
    path("balasan/<int:pk>/kirim-ulang/", detail.reply_retry, name="reply_retry"),
    path("lampiran/<int:pk>/", attachments.attachment_file, {"form": Form.FILE}, name="attachment_file"),
    path("lampiran/<int:pk>/gambar/", attachments.attachment_file, {"form": Form.PREVIEW}, name="attachment_preview"),
    path(
        "lampiran/<int:pk>/kecil/", attachments.attachment_file, {"form": Form.THUMBNAIL}, name="attachment_thumbnail"
    ),
    path("berkas/<str:ticket>/", attachments.attachment_content, name="attachment_content"),
    path("aduan/<str:number>/minta-dibaca/", readings.reading_ask, name="reading_ask"),
    path("baca/", readings.reading_list, name="reading_list"),
    path("baca/<int:pk>/", readings.reading_decide, name="reading_decide"),
    path("baca/<int:pk>/tarik/", readings.reading_withdraw, name="reading_withdraw"),
    path("pantau/", board.overdue_board, name="overdue_board"),
    path("rute/", routing_queue.routing_queue, name="routing_queue"),
    path("rute/keputusan/<int:pk>/urungkan/", routing_queue.routing_undo, name="routing_undo"),
    path("rute/pesan/", moving.unplaced_list, name="unplaced_list"),
    path("rute/pesan/<int:pk>/", moving.unplaced_place, name="unplaced_place"),
    path("rute/<str:number>/", routing_queue.routing_verify, name="routing_verify"),
    path("rute/<str:number>/pecah/", routing_queue.routing_split, name="routing_split"),
    path("rute/<str:number>/<outcome:outcome>/", routing_queue.routing_decide, name="routing_decide"),
    path("latihan/", drill.drill_list, name="drill_list"),
    path("latihan/<slug:code>/", drill.drill_case, name="drill_case"),
    path("latihan/<slug:code>/hasil/", drill.drill_result, name="drill_result"),
    path("profil/", profile.profile, name="profile"),
    path("profil/pintasan/", profile.keys_save, name="keys_save"),
    path("profil/whatsapp/", profile.whatsapp_add, name="whatsapp_add"),
    path("profil/peramban/", profile.browser_add, name="browser_add"),
    path("profil/perangkat/<int:pk>/hapus/", profile.device_remove, name="device_remove"),
    path("sw.js", profile.service_worker, name="service_worker"),
    path("sebutan/", mentions.mention_queue, name="mention_queue"),
    path("sebutan/<int:pk>/", mentions.mention_decide, name="mention_decide"),
    path("sebutan/<int:pk>/semua/", mentions.mention_dismiss_all, name="mention_dismiss_all"),
    path("sebutan/<int:pk>/gabung/", mentions.mention_join, name="mention_join"),
    path("sebutan/<int:pk>/sembunyikan/", hiding.mention_hide, name="mention_hide"),
    path("sebutan/<int:pk>/tampilkan/", hiding.mention_show, name="mention_show"),
    path("sebutan/keputusan/<int:pk>/urungkan/", mentions.mention_undo, name="mention_undo"),
    path("sebutan/keputusan/<uuid:batch>/urungkan/", mentions.mention_undo_all, name="mention_undo_all"),
    path("pemberitahuan/", notices.notice_list, name="notice_list"),
    path("pemberitahuan/dibaca/", notices.notices_read, name="notices_read"),
    path("pemberitahuan/urungkan/", notices.notices_undo, name="notices_undo"),
    path("pemberitahuan/<int:pk>/", notices.notice_open, name="notice_open"),
    path("pemberitahuan/<int:pk>/dibaca/", notices.notice_read, name="notice_read"),
    path("pemberitahuan/<int:pk>/belum-dibaca/", notices.notice_unread, name="notice_unread"),
    path("pengaturan/", settings_pages.settings_index, name="settings"),
    path("pengaturan/", include("complaints.steering_urls")),
    path("pengaturan/opd/", settings_pages.unit_list, name="unit_list"),
    path("pengaturan/opd/<str:code>/verifikasi/", settings_pages.unit_review, name="unit_review"),
    path("pengaturan/hijau/", colours.colour_settings, name="colour_settings"),
    path("pengaturan/rute/", routing_settings.routing_settings, name="routing_settings"),
    path("pengaturan/rute/<int:pk>/pakai/", routing_settings.routing_model_choose, name="routing_model_choose"),
    path("lacak/", lookup.case_lookup, name="case_lookup"),
    path("t/<str:token>/", public.public_status, name="public_status"),
    re_path(r"^t/(?P<token>[^/]+)/(?P<act>beres|nilai|dorong|cabut)/$", citizen.citizen_act, name="citizen_act"),
    path("t/<str:token>/foto/<str:key>/", results.public_photo, {"size": "large"}, name="public_photo"),
    path("t/<str:token>/foto/<str:key>/kecil/", results.public_photo, {"size": "small"}, name="public_photo_small"),
]
