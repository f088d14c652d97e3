"""Satu kejadian, and whether a matter spreads. Every control is a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError, FindingsError
from ..forms.incidents import CommonAnswerForm, CommonResultForm
from ..incidents import incident_of, list_incidents, members_of, read_incident, visible_incidents
from ..models import CommonAnswer, Complaint, Incident
from ..permissions import can_act
from ..queries import visible_to
from ..second_look import take_second_look
from ..services import common_answers, incidents
from ..spread import read_spread
from ..workflow import AT_UNIT, OPEN, Status
from .acting import attempt, back_to, find_complaint, read_override
from .navigation import StaffRequest

SHOWN = 100
Service = Callable[..., CommonAnswer]


@login_required
@require_GET
def case_spread(request: StaffRequest, number: str) -> HttpResponse:
    """Apakah ini melebar? 404 for a secret case and for a part: they are compared with nothing."""
    complaint = get_object_or_404(visible_to(request.user).filter(is_secret=False, part_of=None), number=number)
    context = {
        "complaint": complaint,
        "spread": read_spread(request.user, complaint, now()),
        "incident": incident_of(complaint),
        "open_states": OPEN,
        "can_join": can_act(request.user, complaint) and complaint.status in OPEN,
    }
    return render(request, "complaints/incidents/spread.html", context)


@login_required
@require_POST
def incident_join(request: StaffRequest, number: str) -> HttpResponse:
    """Satu kejadian: this complaint and the chosen others."""
    complaint = find_complaint(request, number)
    others = list(visible_to(request.user).filter(number__in=request.POST.getlist("others")))
    try:
        incident = incidents.join_incident(complaint=complaint, others=others, user=request.user, now=now())
    except ComplaintError as refusal:
        messages.error(request, str(refusal))
        return back_to(request, complaint)
    messages.success(request, "Aduan dijadikan satu kejadian.")
    return redirect("incident_detail", incident.pk)


@login_required
@require_POST
def incident_leave(request: StaffRequest, number: str) -> HttpResponse:
    """Keluarkan."""
    complaint = find_complaint(request, number)
    incident = incident_of(complaint)
    attempt(request, f"{number} dikeluarkan.", incidents.leave_incident, complaint=complaint)
    return redirect("incident_detail", incident.pk) if incident else back_to(request, complaint)


@login_required
@require_POST
def incident_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: a complaint that was taken out is part of it again."""
    incident = _find(request, pk)
    complaint = find_complaint(request, request.POST.get("number", ""))
    facts = {"incident": incident, "complaint": complaint}
    attempt(request, f"{complaint.number} kembali dalam kejadian ini.", incidents.return_to_incident, **facts)
    return redirect("incident_detail", pk)


@login_required
@require_GET
def incident_list(request: StaffRequest) -> HttpResponse:
    """The running incidents, the one with most open complaints first."""
    return render(request, "complaints/incidents/list.html", {"incidents": list_incidents(request.user)[:SHOWN]})


@login_required
@require_GET
def incident_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Members, how many there are, the trend, and what was answered to all."""
    incident = _find(request, pk)
    page = read_incident(incident, request.user, now())
    acts = any(line.can_act and line.member.complaint.status in OPEN for line in page.members)
    return render(request, "complaints/incidents/detail.html", {"incident": incident, "page": page, "acts": acts})


@login_required
@require_http_methods(["GET", "POST"])
def incident_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Jawab bersama."""
    incident = _find(request, pk)
    cases = _own_members(request, incident, states=OPEN | {Status.RESOLVED})
    form = CommonAnswerForm(request.POST or None, cases=cases)
    return _tell(request, incident, cases, form, common_answers.answer_all, "Jawab bersama")


@login_required
@require_http_methods(["GET", "POST"])
def incident_resolve(request: StaffRequest, pk: int) -> HttpResponse:
    """Selesaikan bersama."""
    incident = _find(request, pk)
    cases = _own_members(request, incident, states=AT_UNIT)
    form = CommonResultForm(request.POST or None, cases=cases)
    return _tell(request, incident, cases, form, common_answers.resolve_all, "Selesaikan bersama")


@login_required
@require_POST
def common_answer_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: what of the common answer has not left."""
    answer = get_object_or_404(CommonAnswer.objects.filter(incident__in=visible_incidents(request.user)), pk=pk)
    attempt(request, "Balasan yang belum terkirim diurungkan.", common_answers.take_back_all, answer=answer)
    return redirect("incident_detail", answer.incident_id)


def _find(request: StaffRequest, pk: int) -> Incident:
    return get_object_or_404(visible_incidents(request.user), pk=pk)


def _own_members(request: StaffRequest, incident: Incident, *, states: frozenset[Status]) -> list[Complaint]:
    rows = members_of(incident).filter(pk__in=visible_to(request.user), status__in=[state.value for state in states])
    return [complaint for complaint in rows if can_act(request.user, complaint)]


def _tell(
    request: StaffRequest,
    incident: Incident,
    cases: list[Complaint],
    form: CommonAnswerForm,
    service: Service,
    title: str,
) -> HttpResponse:
    if form.is_valid() and _is_told(request, incident, cases, form, service):
        return redirect("incident_detail", incident.pk)
    context: dict[str, Any] = {"incident": incident, "form": form, "title": title, "cases": cases}
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/incidents/answer.html", context, status=status)


def _is_told(
    request: StaffRequest, incident: Incident, cases: list[Complaint], form: CommonAnswerForm, service: Service
) -> bool:
    moment, words = now(), form.cleaned_data["text"]
    facts = {"incident": incident, "numbers": form.cleaned_data["numbers"], "text": words}
    try:
        answer = service(user=request.user, now=moment, override_reason=read_override(request), **facts)
    except ComplaintError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, FindingsError):
            look = take_second_look(cases[0], refusal.text, refusal.findings, moment)
            form.second_look = look  # type: ignore[attr-defined]  # shown by complaints/second_look.html
        return False
    refused = answer.parts.exclude(refusal="").count()
    sent = answer.parts.count() - refused
    messages.success(request, f"{sent} balasan disimpan." + (f" {refused} tidak dapat dikirim." if refused else ""))
    return True
