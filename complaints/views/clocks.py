"""Tenggat of one case: how a due time comes about, and what officers do with their clocks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now
from sla.explain import explain
from sla.models import SlaClock
from sla.queries import clocks_of

from ..workflow import KIND_LABELS
from .acting import find_complaint
from .navigation import StaffRequest


@login_required
@require_GET
def clock_explain(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The arithmetic of one clock, line by line, made to be printed."""
    complaint = find_complaint(request, number)
    clock: SlaClock = get_object_or_404(clocks_of(complaint.pk), pk=pk)
    kind = KIND_LABELS.get(clock.complaint_kind, clock.complaint_kind)
    context = {"complaint": complaint, "clock": clock, "explanation": explain(clock), "moment": now(), "kind": kind}
    return render(request, "complaints/clocks/explain.html", context)
