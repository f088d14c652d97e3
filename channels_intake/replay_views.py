"""Proses ulang: a range of the ledger is counted first, then read again in the background."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from bontang_pengaduan.lib.clock import now
from complaints.permissions import is_admin
from complaints.views.inbox import wants_fragment
from complaints.views.navigation import StaffRequest

from .channel_views import require_admin, require_steering
from .models import ReplayRun
from .replay import ReplayRefusedError, cancel_replay, requests_between, start_replay
from .shelf_forms import RangeForm

TEMPLATE = "channels/replay.html"
SHOWN = 10


@login_required
@require_GET
def replay_list(request: StaffRequest) -> HttpResponse:
    """The runs, and how many rows a range holds once one is given; by htmx the runs alone."""
    require_steering(request)
    runs = list(ReplayRun.objects.select_related("requested_by", "cancelled_by")[:SHOWN])
    context = {
        "runs": runs,
        "is_running": any(not (run.finished_at or run.cancelled_at) for run in runs),
        "can_act": is_admin(request.user),
        "section": "settings",
    }
    if wants_fragment(request):
        response = render(request, f"{TEMPLATE}#runs", context)
    else:
        response = render(request, TEMPLATE, context | _counted(request))
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_POST
def replay_start(request: StaffRequest) -> HttpResponse:
    """Mulai."""
    require_admin(request)
    form = RangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Rentang waktu tidak terbaca.")
        return redirect("replay_list")
    try:
        start_replay(**form.cleaned_data, user=request.user, now=now())
    except ReplayRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("replay_list")


@login_required
@require_POST
def replay_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Batalkan."""
    require_admin(request)
    run = get_object_or_404(ReplayRun, pk=pk)
    if not cancel_replay(run=run, user=request.user, now=now()):
        messages.info(request, "Proses ulang ini sudah berhenti.")
    return redirect("replay_list")


def _counted(request: StaffRequest) -> dict[str, object]:
    form = RangeForm(request.GET or None)
    count = requests_between(**form.cleaned_data).count() if form.is_valid() else None
    return {"form": form, "count": count, "asked": [(name, request.GET.get(name, "")) for name in form.fields]}
