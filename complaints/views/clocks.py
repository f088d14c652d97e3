"""Tenggat of one case: how a due time comes about, and what officers do with their clocks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from sla.explain import explain
from sla.models import SlaClock
from sla.queries import clocks_of

from ..forms.clocks import PauseForm
from ..services import pausing
from ..workflow import KIND_LABELS
from .acting import attempt, find_complaint
from .changes import Change, show_change
from .navigation import StaffRequest

ACTS = {
    "pause": Change(
        title="Jeda tenggat penyelesaian",
        notice="Tenggat bergeser sebanyak jam kerja yang dijeda. Tanggapan kepada pelapor tidak ikut dijeda. Setiap "
        "alasan dapat dipakai sekali, dan di batasnya tenggat berjalan lagi dengan sendirinya. Menunggu pelapor "
        "tidak perlu dipilih: kirim balasan jenis Minta keterangan.",
        button="Jeda",
        done="Tenggat penyelesaian {number} dijeda.",
        form=PauseForm,
        service=pausing.pause_clock,
    ),
}


@login_required
@require_http_methods(["GET", "POST"])
def clock_act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """The page of one act on the clocks of a case."""
    return show_change(request, number, ACTS[act])


@login_required
@require_POST
def clock_resume(request: StaffRequest, number: str) -> HttpResponse:
    """Lanjutkan tenggat."""
    complaint = find_complaint(request, number)
    attempt(request, f"Tenggat penyelesaian {number} berjalan lagi.", pausing.resume_clock, complaint=complaint)
    return redirect("complaint_detail", number)


@login_required
@require_GET
def clock_explain(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The arithmetic of one clock, line by line, made to be printed."""
    complaint = find_complaint(request, number)
    clock: SlaClock = get_object_or_404(clocks_of(complaint.pk), pk=pk)
    kind = KIND_LABELS.get(clock.complaint_kind, clock.complaint_kind)
    context = {"complaint": complaint, "clock": clock, "explanation": explain(clock), "moment": now(), "kind": kind}
    return render(request, "complaints/clocks/explain.html", context)
