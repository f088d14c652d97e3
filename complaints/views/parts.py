"""Bagian: what other units do in a case. The unit that leads opens parts and takes results; theirs is the rest."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..case_parts import read_parts
from ..forms.parts import PartForm, ResultForm, ReturnForm
from ..models import Complaint
from ..permissions import can_act
from ..services import part_work, parts
from .acting import attempt, attempt_form, find_complaint, show_form
from .changes import Change, show_change
from .navigation import StaffRequest

FINISH = Change(
    title="Selesaikan bagian",
    notice="Hasil ini dibaca OPD penanggung jawab, yang menjawab pelapor. Tenggat bagian Anda berhenti.",
    button="Selesaikan",
    done="Bagian {number} selesai.",
    form=ResultForm,
    service=part_work.finish_part,
)


@login_required
@require_http_methods(["GET", "POST"])
def part_list(request: StaffRequest, number: str) -> HttpResponse:
    """The parts of a case, and Pecah. 403 for who only reads the case."""
    complaint = _led(request, number)
    form = PartForm(request.POST or None)
    if form.is_valid():
        done = f"{form.cleaned_data['opd'].short_name} mendapat bagian dari {number}."
        if attempt_form(request, form, done, parts.open_part, complaint=complaint, **form.cleaned_data):
            return redirect("part_list", number)
    context = {"complaint": complaint, "form": form, "lines": read_parts(complaint, request.user, now())}
    return render(request, "complaints/parts.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def part_take_back(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Urungkan."""
    part = _part(request, number, pk)
    attempt(request, f"Bagian {part.number} diurungkan.", parts.take_back_part, part=part)
    return redirect("part_list", number)


@login_required
@require_POST
def part_speak(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Izinkan menjawab pelapor, and taking that back."""
    part, may_speak = _part(request, number, pk), request.POST.get("speak") == "yes"
    attempt(request, "Izin menjawab pelapor diubah.", parts.let_speak, part=part, may_speak=may_speak)
    return redirect("part_list", number)


@login_required
@require_http_methods(["GET", "POST"])
def part_return(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Kembalikan: the result of a part is not taken."""
    complaint, part = _led(request, number), _part(request, number, pk)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        done = f"Hasil bagian {part.number} dikembalikan."
        if attempt_form(request, form, done, part_work.return_part, part=part, **form.cleaned_data):
            return redirect("part_list", number)
    return show_form(request, "complaints/part_return.html", complaint, form, part=part)


@login_required
@require_http_methods(["GET", "POST"])
def part_finish(request: StaffRequest, number: str) -> HttpResponse:
    """Selesaikan bagian."""
    return show_change(request, number, FINISH)


def _led(request: StaffRequest, number: str) -> Complaint:
    complaint = find_complaint(request, number)
    if complaint.part_of_id or not can_act(request.user, complaint):
        raise PermissionDenied
    return complaint


def _part(request: StaffRequest, number: str, pk: int) -> Complaint:
    """A part of the case, which the unit that leads reaches through the case alone."""
    return get_object_or_404(Complaint.objects.select_related("opd"), pk=pk, part_of=_led(request, number))
