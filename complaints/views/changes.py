"""Rincian aduan: changing what a case is, and giving it back. Every form works as a plain page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from ..forms.changes import CategoryForm, DeclineForm, KindForm, SecrecyForm
from ..services import classify
from ..services.declining import decline
from .acting import attempt_form, back_to, find_complaint, show_form
from .navigation import StaffRequest


@dataclass(frozen=True)
class Change:
    """One such page: its words, its form and the service that does it."""

    title: str
    notice: str
    button: str
    done: str
    form: Callable[..., forms.Form]
    service: Callable[..., object]


CHANGES = {
    "category": Change(
        title="Ubah kategori",
        notice="Kategori dipakai untuk menyaring dan merekap. Tenggat berubah hanya bila kategori itu mempunyai janji "
        "layanan sendiri; OPD tidak berubah.",
        button="Simpan",
        done="Kategori {number} diubah.",
        form=CategoryForm,
        service=classify.set_category,
    ),
    "kind": Change(
        title="Ubah jenis aduan",
        notice="Tenggat dihitung ulang sejak aduan diterima. Berkadar pengawasan menjadikan aduan rahasia dan "
        "pelapornya anonim; setelah itu hanya pemegang, pimpinan OPD, dan koordinator yang melihatnya.",
        button="Simpan",
        done="Jenis {number} diubah.",
        form=KindForm,
        service=classify.change_kind,
    ),
    "secrecy": Change(
        title="Ubah kerahasiaan",
        notice="Hanya koordinator yang dapat membuka kembali kerahasiaan. Aduan rahasia tidak punya halaman status.",
        button="Simpan",
        done="Kerahasiaan {number} diubah.",
        form=SecrecyForm,
        service=classify.set_secrecy,
    ),
    "decline": Change(
        title="Bukan kewenangan kami",
        notice="Aduan langsung diteruskan ke OPD yang Anda tunjuk. Bila Anda tidak menunjuk OPD, bila batas penerimaan "
        "sudah lewat, atau bila ini pengembalian kedua, koordinator yang memutuskan, dan sesudah dua kali keputusannya "
        "final. Tenggat tetap berjalan.",
        button="Kembalikan",
        done="{number} dikembalikan.",
        form=DeclineForm,
        service=decline,
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
def complaint_change(request: StaffRequest, number: str, change: str) -> HttpResponse:
    """The page of one change. Afterwards the case may be out of this user's sight; then the way leads to the list."""
    return show_change(request, number, CHANGES[change])


def show_change(request: StaffRequest, number: str, asked: Change) -> HttpResponse:
    """The page of a change, or the way back to the case once it is done."""
    complaint = find_complaint(request, number)
    form = asked.form(request.POST or None, complaint=complaint)
    if form.is_valid():
        facts: dict[str, Any] = {"complaint": complaint, **form.cleaned_data}
        if attempt_form(request, form, asked.done.format(number=number), asked.service, **facts):
            return back_to(request, complaint)
    return show_form(request, "complaints/change.html", complaint, form, change=asked)
