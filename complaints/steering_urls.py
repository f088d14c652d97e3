"""Pages of the settings on what binds the whole city."""

from django.urls import path

from .views import approved_answers, calendar_pages, promise_pages

urlpatterns = [
    path("jawaban/", approved_answers.answer_list, name="answer_list"),
    path("jawaban/baru/", approved_answers.answer_create, name="answer_create"),
    path("jawaban/<slug:code>/", approved_answers.answer_detail, name="answer_detail"),
    path("jawaban/<slug:code>/<int:pk>/sahkan/", approved_answers.answer_approve, name="answer_approve"),
    path("jawaban/<slug:code>/<int:pk>/cabut/", approved_answers.answer_end, name="answer_end"),
    path("kalender/", calendar_pages.calendar_year, name="calendar"),
    path("kalender/tambah/", calendar_pages.calendar_add, name="calendar_add"),
    path("kalender/hapus/<int:pk>/", calendar_pages.calendar_drop, name="calendar_drop"),
    path("kalender/hari-kerja/tambah/", calendar_pages.calendar_work_add, name="calendar_work_add"),
    path("kalender/hari-kerja/hapus/<int:pk>/", calendar_pages.calendar_work_drop, name="calendar_work_drop"),
    path("kalender/24-jam/tambah/", calendar_pages.calendar_shift_add, name="calendar_shift_add"),
    path("kalender/24-jam/hapus/<int:pk>/", calendar_pages.calendar_shift_drop, name="calendar_shift_drop"),
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
