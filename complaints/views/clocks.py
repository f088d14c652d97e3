"""Tenggat of one case: how a due time comes about, and what officers do with their clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import User
from sla.disputes import LATE
from sla.explain import explain
from sla.models import ClockKind, Dispute, Extension, SlaClock
from sla.queries import clocks_of, state_of

from ..forms.clocks import DecisionForm, DisputeForm, ExtensionForm, PauseForm, PledgeForm, RaiseForm
from ..models import Complaint
from ..permissions import can_act, is_coordinator
from ..services import disputing, extending, pausing, raising
from ..wording import day_words, full_date
from ..workflow import KIND_LABELS
from .acting import attempt, attempt_form, find_complaint, show_form
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
    "extend": Change(
        title="Minta perpanjangan",
        notice="Koordinator memutuskan; sampai itu tenggat semula berlaku. Keduanya tetap tercatat. Bila disetujui, "
        "pelapor diberi tahu tanggal baru dan alasan Anda.",
        button="Minta perpanjangan",
        done="Permintaan perpanjangan {number} dikirim ke koordinator.",
        form=ExtensionForm,
        service=extending.ask_extension,
    ),
    "raise": Change(
        title="Naikkan aduan",
        notice="Yang dituju diberi tahu dan diminta menjawab “Saya pegang” dengan tanggalnya. Bila tidak ada orangnya, "
        "tingkat di atasnya dan koordinator yang diberi tahu. Tenggat tidak berubah.",
        button="Naikkan",
        done="{number} dinaikkan.",
        form=RaiseForm,
        service=raising.raise_case,
    ),
    "pledge": Change(
        title="Saya pegang",
        notice="Janji Anda menjadi tenggat tersendiri. Bila lewat, koordinator diberi tahu.",
        button="Saya pegang",
        done="Anda memegang {number}.",
        form=PledgeForm,
        service=raising.hold_case,
    ),
}


@dataclass(frozen=True)
class Decision:
    """What a coordinator decides: what was asked in `facts`; `outcome` says how it was decided, empty while open."""

    title: str
    clock: SlaClock
    facts: list[tuple[str, str]]
    outcome: str


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
@require_http_methods(["GET", "POST"])
def extension_decide(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A unit's request for more time, for the coordinator to decide. 403 for everybody else."""
    complaint = find_complaint(request, number)
    _require_coordinator(request)
    extension = get_object_or_404(
        Extension.objects.select_related("clock", "asked_by"), pk=pk, clock__complaint=complaint
    )
    facts = [
        ("Diminta", f"{_name(extension.asked_by)}, {full_date(extension.asked_at)}"),
        ("Tenggat sekarang", full_date(extension.clock.due_at)),
        ("Tenggat baru", day_words(extension.until)),
        ("Alasan", extension.reason),
    ]
    outcomes = {None: "", True: f"Sudah disetujui: {extension.remark}", False: f"Sudah ditolak: {extension.remark}"}
    decision = Decision("Putuskan perpanjangan", extension.clock, facts, outcomes[extension.is_granted])
    return _decide(request, complaint, decision, extending.decide_extension, extension=extension)


@login_required
@require_http_methods(["GET", "POST"])
def clock_contest(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Sanggah: a late clock of the case is contested."""
    complaint = find_complaint(request, number)
    clock = get_object_or_404(clocks_of(complaint.pk), pk=pk)
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        facts = {"complaint": complaint, "clock": clock, **form.cleaned_data}
        if attempt_form(request, form, "Sanggahan dikirim ke koordinator.", disputing.contest_clock, **facts):
            return redirect("clock_explain", number, pk)
    return show_form(request, "complaints/clocks/contest.html", complaint, form, clock=clock)


@login_required
@require_http_methods(["GET", "POST"])
def dispute_decide(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A contested clock, for the coordinator to decide. 403 for everybody else."""
    complaint = find_complaint(request, number)
    _require_coordinator(request)
    disputes = Dispute.objects.select_related("clock", "raised_by")
    dispute = get_object_or_404(disputes, clock=pk, clock__complaint=complaint)
    stopped = full_date(dispute.clock.stopped_at) if dispute.clock.stopped_at else "Masih berjalan"
    facts = [
        ("Tenggat", f"{dispute.clock.get_kind_display()}, jatuh tempo {full_date(dispute.clock.due_at)}"),
        ("Selesai", stopped),
        ("Diajukan", f"{_name(dispute.raised_by)}, {full_date(dispute.raised_at)}"),
        ("Sanggahan", dispute.statement),
        ("Rujukan berkas", dispute.reference or "Tidak ada"),
    ]
    outcomes = {None: "", True: f"Sudah diterima: {dispute.remark}", False: f"Sudah ditolak: {dispute.remark}"}
    decision = Decision("Putuskan sanggahan", dispute.clock, facts, outcomes[dispute.is_upheld])
    return _decide(request, complaint, decision, disputing.decide_dispute, dispute=dispute)


@login_required
@require_GET
def clock_explain(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The arithmetic of one clock, line by line, made to be printed."""
    complaint = find_complaint(request, number)
    clock: SlaClock = get_object_or_404(clocks_of(complaint.pk), pk=pk)
    kind = KIND_LABELS.get(clock.complaint_kind, clock.complaint_kind)
    moment = now()
    dispute = Dispute.objects.filter(clock=clock).first()
    is_late = state_of(clock, moment) in LATE and clock.kind != ClockKind.WINDOW
    context = {
        "complaint": complaint,
        "clock": clock,
        "explanation": explain(clock),
        "moment": moment,
        "kind": kind,
        "dispute": dispute,
        "can_contest": is_late
        and clock.kind != ClockKind.WINDOW
        and dispute is None
        and can_act(request.user, complaint),
        "can_decide": is_coordinator(request.user),
    }
    return render(request, "complaints/clocks/explain.html", context)


def _decide(
    request: StaffRequest, complaint: Complaint, decision: Decision, service: Callable[..., None], **asked: Any
) -> HttpResponse:
    form = DecisionForm(request.POST or None)
    if form.is_valid() and attempt_form(
        request, form, f"Keputusan untuk {complaint.number} disimpan.", service, **asked, **form.cleaned_data
    ):
        return redirect("complaint_detail", complaint.number)
    return show_form(request, "complaints/clocks/decide.html", complaint, form, decision=decision)


def _require_coordinator(request: StaffRequest) -> None:
    if not is_coordinator(request.user):
        raise PermissionDenied


def _name(user: User | None) -> str:
    return user.display_name if user else "Petugas yang sudah tidak ada"
