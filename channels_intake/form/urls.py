from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.form_story, name="form_story"),
    path("foto/hapus/", views.form_photo_drop, name="form_photo_drop"),
    path("lokasi/", views.form_place, name="form_place"),
    re_path(r"^(?P<screen>darurat|kewenangan)/$", views.form_notice, name="form_notice"),
    path("serupa/", views.form_similar, name="form_similar"),
    path("kabar/", views.form_contact, name="form_contact"),
    path("kerahasiaan/", views.form_secrecy, name="form_secrecy"),
    path("periksa/", views.form_review, name="form_review"),
    path("selesai/", views.form_sent, name="form_sent"),
]
