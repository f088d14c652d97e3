"""The verification queue: what the model was not sure about."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import ExternalBody, Opd

from ..errors import ComplaintError
from ..forms.acts import NotComplaintForm, OtherUnitForm, ReferForm
from ..forms.parts import SplitRouteForm
from ..models import Complaint, RoutingDecision
from ..permissions import is_coordinator
from ..queries import unplaced_messages, visible_to
from ..queue_pace import read_pace
from ..services.parts import split_route
from ..services.retracting import last_decision, take_back_decision
from ..services.routing import verify
from ..verification import read_queue, waiting_for
from ..workflow import Status
from .acting import attempt, attempt_form
from .navigation import StaffRequest

Outcome = RoutingDecision.Outcome
FORMS: dict[str, tuple[str, type[OtherUnitForm | ReferForm | NotComplaintForm]]] = {
    Outcome.UNIT.value: ("Pilih OPD lain", OtherUnitForm),
    Outcome.REFER.value: ("Rujuk ke lembaga lain", ReferForm),
    Outcome.NONE.value: ("Bukan aduan", NotComplaintForm),
}


@login_required
@require_GET
def routing_queue(request: StaffRequest) -> HttpResponse:
    """What waits for a person's decision, oldest first."""
    _require_coordinator(request)
    moment = now()
    context = {
        "queue": read_queue(request.user, moment),
        "total": waiting_for(request.user).count(),
        "unplaced": unplaced_messages(moment).count(),
        "threshold": round(100 * settings.ROUTING_THRESHOLD),
        "pace": read_pace(moment),
        "last": last_decision(request.user),
        "section": "queue",
    }
    return render(request, "complaints/routing_queue.html", context)


@login_required
@require_POST
def routing_verify(request: StaffRequest, number: str) -> HttpResponse:
    """One press on a suggested unit. What somebody has decided meanwhile is said, and the work goes on."""
    _require_coordinator(request)
    complaint = get_object_or_404(visible_to(request.user), number=number)
    opd = get_object_or_404(Opd, code=request.POST.get("opd", ""), is_active=True)
    if complaint.status == Status.NEW:
        _decide(request, complaint, outcome=Outcome.UNIT, opd=opd)
    else:
        messages.error(request, f"{number} sudah diputuskan.")
    return _to_next()


@login_required
@require_POST
def routing_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: the user's newest decision."""
    _require_coordinator(request)
    seen = RoutingDecision.objects.filter(complaint__in=visible_to(request.user))
    decision = get_object_or_404(seen.select_related("complaint", "opd"), pk=pk)
    done = f"{decision.complaint.number} menunggu keputusan lagi."
    attempt(request, done, take_back_decision, decision=decision)
    return _to_next()


@login_required
@require_http_methods(["GET", "POST"])
def routing_decide(request: StaffRequest, number: str, outcome: str) -> HttpResponse:
    """Another unit, a referral, or no complaint: each with what it needs."""
    _require_coordinator(request)
    complaint = get_object_or_404(waiting_for(request.user), number=number)
    title, form_class = FORMS[outcome]
    form = form_class(request.POST or None)
    if form.is_valid():
        facts = form.cleaned_data
        given = {"opd": facts.get("opd"), "external_body": facts.get("body"), "reason": facts.get("reason", "")}
        if _decide(request, complaint, outcome=outcome, **given):
            return _to_next()
    context: dict[str, object] = {"complaint": complaint, "form": form, "title": title, "section": "queue"}
    if outcome == Outcome.REFER:
        context["bodies"] = ExternalBody.objects.select_related("keeper")
    return render(request, "complaints/routing_decide.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def routing_split(request: StaffRequest, number: str) -> HttpResponse:
    """Pecah: the case holds two matters; both units are chosen at once. The router's two are chosen already."""
    _require_coordinator(request)
    complaint = get_object_or_404(waiting_for(request.user).filter(part_of=None), number=number)
    form = SplitRouteForm(request.POST or None, initial=_two_units(complaint))
    if form.is_valid():
        facts = form.cleaned_data
        done = f"{number} dipecah: {facts['lead'].short_name} menjawab pelapor, {facts['opd'].short_name} membantu."
        if attempt_form(request, form, done, split_route, complaint=complaint, **facts):
            return _to_next()
    context = {"complaint": complaint, "form": form, "title": "Pecah menjadi dua bagian", "section": "queue"}
    return render(request, "complaints/routing_decide.html", context, status=422 if request.method == "POST" else 200)


def _two_units(complaint: Complaint) -> dict[str, object]:
    decision = complaint.routing_decisions.last()
    if decision is None:
        return {}
    likely = next((code for code, _ in decision.suggestions if code != decision.second), "")
    units = Opd.objects.filter(is_active=True).in_bulk([likely, decision.second], field_name="code")
    return {"lead": units.get(likely), "opd": units.get(decision.second), "matter": complaint.text}


def _require_coordinator(request: StaffRequest) -> None:
    if not is_coordinator(request.user):
        raise PermissionDenied


def _to_next() -> HttpResponse:
    # The fragment gives the focus to the item that is next, without JavaScript as well.
    return redirect(reverse("routing_queue") + "#next")


def _decide(request: StaffRequest, complaint: Complaint, **decision: Any) -> bool:
    facts = {"opd": None, "external_body": None, "reason": "", **decision}
    try:
        row = verify(complaint=complaint, user=request.user, now=now(), **facts)
    except ComplaintError as refusal:
        messages.error(request, str(refusal))
        return False
    target = row.opd.short_name if row.opd else row.external_body.name if row.external_body else "arsip, bukan aduan"
    verb = "dirujuk" if row.outcome == Outcome.REFER else "diteruskan"
    messages.success(request, f"{complaint.number} {verb} ke {target}.")
    return True
