"""The addresses of the phone page."""

from django.urls import path

from . import public_views, simulator_sp4n_views
from . import simulator_views as views

urlpatterns = [
    path("simulator/", views.home, name="simulator"),
    path("simulator/warga/", views.add_phone, name="simulator_add_phone"),
    path("simulator/waktu/", views.advance_clock, name="simulator_clock"),
    path("simulator/jaringan/", views.change_network, name="simulator_network"),
    path("simulator/berkas/<int:media_id>/", views.show_file, name="simulator_file"),
    path("simulator/umpan/<slug:kind>/", public_views.feed, name="simulator_feed"),
    path("simulator/umpan/<slug:kind>/komentar/", public_views.comment, name="simulator_comment"),
    path("simulator/sp4n/", simulator_sp4n_views.desk, name="simulator_sp4n"),
    path("simulator/sp4n/gangguan/", simulator_sp4n_views.spoil, name="simulator_sp4n_fault"),
    path("simulator/sp4n/<int:number>/", simulator_sp4n_views.report, name="simulator_report"),
    path("simulator/telegram/<int:number>/", public_views.chat, name="simulator_chat"),
    path("simulator/telegram/<int:number>/pesan/", public_views.write_to_bot, name="simulator_bot"),
    path("simulator/<int:number>/", views.show_phone, name="simulator_phone"),
    path("simulator/<int:number>/baru/", views.poll, name="simulator_poll"),
    path("simulator/<int:number>/pesan/", views.write, name="simulator_write"),
    path("simulator/<int:number>/lokasi/", views.send_location, name="simulator_location"),
    path("simulator/<int:number>/pilihan/", views.choose, name="simulator_choice"),
    path("simulator/<int:number>/reaksi/", views.react, name="simulator_reaction"),
    path("simulator/<int:number>/hapus/", views.revoke, name="simulator_revoke"),
    path("simulator/<int:number>/nomor/", views.change_number, name="simulator_number"),
    path("simulator/<int:number>/aplikasi/", views.answer_by_app, name="simulator_echo"),
]
