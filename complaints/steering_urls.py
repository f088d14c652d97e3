"""Pages of the settings on what binds the whole city."""

from django.urls import path

from .views import calendar_pages, promise_pages

urlpatterns = [
    path("kalender/", calendar_pages.calendar_year, name="calendar"),
    path("kalender/tambah/", calendar_pages.calendar_add, name="calendar_add"),
    path("kalender/hapus/<int:pk>/", calendar_pages.calendar_drop, name="calendar_drop"),
    path("kalender/impor/<int:year>/", calendar_pages.calendar_import, name="calendar_import"),
    path("kalender/ramadan/", calendar_pages.calendar_season, name="calendar_season"),
    path("kalender/riwayat/", calendar_pages.calendar_history, name="calendar_history"),
    path("kalender/riwayat/<int:number>/", calendar_pages.calendar_version, name="calendar_version"),
    path("kalender/riwayat/<int:number>/hitung-ulang/", calendar_pages.recount_steer, name="recount_steer"),
    path("janji-layanan/", promise_pages.promise_list, name="promises"),
    path("janji-layanan/ubah/", promise_pages.promise_edit, name="promise_edit"),
    path("janji-layanan/cabut/", promise_pages.promise_withdraw, name="promise_withdraw"),
    path("janji-layanan/riwayat/", promise_pages.promise_history, name="promise_history"),
]
