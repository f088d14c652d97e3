"""Latihan and the officer's own progress: his pages alone, whatever his role."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.text import clean
from sla.calendars import current_calendar
from sla.working_time import end_of_nth_working_day

from ..channel_names import name_of
from ..coaching import read_coaching
from ..drill import DrillCase, drill_cases, find_case, remarks_on
from ..errors import ComplaintError, FindingsError
from ..forms.drill import DrillForm
from ..guard import Finding, check_word
from ..guard.findings import label_of
from ..models import DrillAnswer
from ..second_look import look_at, repair
from ..services.drilling import answer_drill
from ..ways import ways_of
from ..wording import day_of
from .acting import read_override
from .navigation import StaffRequest

PROMISE_DAYS = 3  # working days from today to the day that a drill's answer may name


@dataclass(frozen=True)
class DrillLine:
    """One case in the list, with the officer's newest answer to it."""

    case: DrillCase
    answer: DrillAnswer | None


@login_required
@require_GET
def drill_list(request: StaffRequest) -> HttpResponse:
    """The ten cases, and how far this officer is."""
    lines = _lines(request)
    done = [line.answer for line in lines if line.answer]
    context = {
        "lines": lines,
        "done": len(done),
        "clean": sum(not answer.flags for answer in done),
        "next": next((line.case for line in lines if not line.answer), None),
        "coaching": read_coaching(request.user, now()),
        "section": "drill",
    }
    return render(request, "complaints/drill/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def drill_case(request: StaffRequest, code: str) -> HttpResponse:
    """Answers one case. 422 with what the check found; with `fix` the words come back repaired."""
    case, date = _find(code), _date()
    if request.method == "GET":
        return _show(request, case, DrillForm(initial={"kind": "answer"}))
    form = DrillForm(request.POST)
    if not form.is_valid():
        return _show(request, case, form, error=str(next(iter(form.errors.values()))[0]), status=422)
    text = clean(form.cleaned_data["text"])
    if key := request.POST.get("fix"):
        text = repair(text, check_word(text, public=case.is_public), key, date)
        repaired = DrillForm(initial=form.cleaned_data | {"text": text})
        return _show(request, case, repaired, text=text, findings=check_word(text, public=case.is_public))
    try:
        answer_drill(
            case=case,
            text=text,
            kind=form.cleaned_data["kind"],
            override_reason=read_override(request),
            user=request.user,
            now=now(),
        )
    except FindingsError as refusal:
        return _show(request, case, form, text=refusal.text, findings=refusal.findings, status=422)
    except ComplaintError as refusal:
        return _show(request, case, form, error=str(refusal), status=422)
    return redirect("drill_result", code)


@login_required
@require_GET
def drill_result(request: StaffRequest, code: str) -> HttpResponse:
    """What is said of the officer's newest answer, beside an answer that somebody could send."""
    case = _find(code)
    answer = DrillAnswer.objects.filter(user=request.user, case=code, done_at__isnull=False).last()
    if answer is None:
        return redirect("drill_case", code)
    open_cases = [line.case for line in _lines(request) if not line.answer]
    context = {
        "case": case,
        "answer": answer,
        "remarks": remarks_on(case, answer.text, answer.kind),
        "flags": [label_of(flag) for flag in answer.flags],
        "next": open_cases[0] if open_cases else None,
        "section": "drill",
    }
    return render(request, "complaints/drill/result.html", context)


def _show(
    request: StaffRequest,
    case: DrillCase,
    form: DrillForm,
    *,
    error: str = "",
    text: str = "",
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "channel": name_of(case.channel),
        "form": form,
        "error": error,
        "second_look": look_at(text, findings, _date()) if findings else None,
        "letters": ways_of(case.channel).limit(in_public=case.is_public),
        "section": "drill",
    }
    return render(request, "complaints/drill/case.html", context, status=status)


def _lines(request: StaffRequest) -> list[DrillLine]:
    done = DrillAnswer.objects.filter(user=request.user, done_at__isnull=False)
    newest = {answer.case: answer for answer in done}  # in the order of time
    return [DrillLine(case, newest.get(code)) for code, case in drill_cases().items()]


def _find(code: str) -> DrillCase:
    case = find_case(code, _date())
    if case is None:
        raise Http404
    return case


def _date() -> str:
    return day_of(end_of_nth_working_day(current_calendar(), now(), PROMISE_DAYS))
