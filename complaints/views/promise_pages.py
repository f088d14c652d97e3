"""Janji layanan: one sentence of numbers for each scope, with an example and with what it would have meant."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods

from bontang_pengaduan.lib.clock import WITA, now
from opd.models import User
from sla.calendars import current_calendar
from sla.clock_facts import CLOCKS
from sla.forecast import Promise, Rulebook, forecast
from sla.models import ClockKind, Level, Policy, SlaClock
from sla.policies import CITY, DEFAULT_KIND, Scope, current_policy, terms_of
from sla.policy_versions import (
    PolicyRefusedError,
    kept_promises,
    live_policies,
    policy_scope,
    save_policy,
    versions_of,
    withdraw_policy,
)
from sla.policy_words import differences, target_words
from sla.terms import CALENDAR_DAYS, Terms
from sla.what_if import Comparison, compare
from sla.working_time import unit_calendar

from ..forms.promises import GroundsForm, PromiseForm, ScopeForm
from ..queries import visible_to
from ..workflow import KIND_LABELS
from .inbox import wants_fragment
from .navigation import StaffRequest
from .settings_pages import require_steering

EDITOR = "settings/promise_edit.html"
SHOWN = (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE)
FRIDAY, LATE_AFTERNOON = 4, time(16)  # the hardest moment to count in the head
YEAR = timedelta(days=365)


@login_required
@require_GET
def promise_list(request: StaffRequest) -> HttpResponse:
    """Every promise that is in force or will be, the city's first."""
    require_steering(request)
    moment = now()
    rows = [
        {"policy": policy, "numbers": _numbers(terms_of(policy.pk)), "is_to_come": policy.effective_from > moment}
        for policy in live_policies()
    ]
    context = {"rows": rows, "form": ScopeForm(), "clocks": CLOCKS, "section": "settings"}
    return render(request, "settings/promises.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def promise_edit(request: StaffRequest) -> HttpResponse:
    """The sentence of one scope: changed, looked at, saved. By htmx the example alone, while it is being written."""
    require_steering(request)
    asked, moment = _scope_form(request), now()
    scope = asked.scope()
    stands = _stands(scope, moment)
    today = moment.astimezone(WITA).date()
    form = PromiseForm(request.POST or None, terms=stands, today=today, is_city=scope == CITY)
    if request.method == "POST" and wants_fragment(request):
        return _example_alone(request, form, scope)
    if form.is_valid() and request.POST.get("langkah") == "terapkan":
        facts = {name: form.cleaned_data[name] for name in ("source", "from_date")}
        try:
            policy = save_policy(
                scope=scope, name=asked.name(), terms=form.terms(), user=request.user, now=moment, **facts
            )
        except PolicyRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{policy.name} versi {policy.version} tersimpan.")
            return redirect("promises")
    context = {"asked": asked, "form": form, "is_city": scope == CITY, "kept": kept_promises(), "section": "settings"}
    context |= {"newest": versions_of(scope).first(), **_outlook(request.user, form, stands, scope, moment)}
    return render(request, EDITOR, context, status=422 if request.method == "POST" and form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def promise_withdraw(request: StaffRequest) -> HttpResponse:
    """A scope that shall have no promise of its own any more."""
    require_steering(request)
    asked, moment = _scope_form(request), now()
    form = GroundsForm(request.POST or None, initial={"from_date": moment.astimezone(WITA).date()})
    if form.is_valid():
        try:
            withdraw_policy(scope=asked.scope(), user=request.user, now=moment, **form.cleaned_data)
        except PolicyRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{asked.name()} dicabut.")
            return redirect("promises")
    context = {"asked": asked, "form": form, "kept": kept_promises(), "section": "settings"}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/promise_withdraw.html", context, status=status)


@login_required
@require_GET
def promise_history(request: StaffRequest) -> HttpResponse:
    """Every version of every scope, newest first, with what it changed."""
    require_steering(request)
    policies = Policy.objects.select_related("created_by").order_by("-created_at", "-pk")[:200]
    rows = [{"policy": policy, "changes": _changes(_former_terms(policy), terms_of(policy.pk))} for policy in policies]
    return render(request, "settings/promise_history.html", {"rows": rows, "section": "settings"})


def _scope_form(request: StaffRequest) -> ScopeForm:
    form = ScopeForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form


def _stands(scope: Scope, moment: datetime) -> Terms:
    """What the sentence begins with: the scope's newest version, or what holds for it now."""
    newest = versions_of(scope).first()
    return terms_of(newest.pk if newest else current_policy(moment, scope).pk)


def _example_alone(request: StaffRequest, form: PromiseForm, scope: Scope) -> HttpResponse:
    # The decree comes last; the example does not wait for it.
    is_counted = form.is_valid() or set(form.errors) == {"source"}
    context = {"example": _example(form.terms(), form.cleaned_data["from_date"], scope) if is_counted else None}
    response = render(request, f"{EDITOR}#example", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _outlook(user: User, form: PromiseForm, stands: Terms, scope: Scope, moment: datetime) -> dict[str, Any]:
    """The example, and after a look what changes and what it would have meant in the last year."""
    if not form.is_bound:
        return {"example": _example(stands, moment.astimezone(WITA).date(), scope)}
    if not form.is_valid():
        return {}
    terms = form.terms()
    return {
        "example": _example(terms, form.cleaned_data["from_date"], scope),
        "is_looked_at": True,
        "changes": _changes(stands, terms),
        "comparisons": _what_if(user, scope, terms, moment),
    }


def _example(terms: Terms, from_date: date, scope: Scope) -> dict[str, Any]:
    """A complaint of the default kind that comes on the first Friday, late in the afternoon."""
    friday = from_date + timedelta(days=(FRIDAY - from_date.weekday()) % 7)
    received = datetime.combine(friday, LATE_AFTERNOON, WITA)
    calendar = unit_calendar(current_calendar(), scope.opd_id, scope.category_id)
    promises = forecast(Rulebook(calendar, terms), DEFAULT_KIND, received)
    shown: list[Promise] = [promise for promise in promises if promise.kind in SHOWN]
    steps = [(Level(step.level).label, step.fires_at) for step in shown[-1].steps] if shown else []
    return {"received": received, "promises": shown, "steps": steps}


def _what_if(user: User, scope: Scope, terms: Terms, moment: datetime) -> list[Comparison]:
    cases = visible_to(user).filter(created_at__gte=moment - YEAR)
    for name, value in (("category", scope.category_id), ("channel", scope.channel), ("opd", scope.opd_id)):
        cases = cases.filter(**{name: value}) if value else cases
    return compare(SlaClock.objects.filter(complaint__in=cases.values("pk")), terms, moment)


def _numbers(terms: Terms) -> list[str]:
    """The promises in words; aims and the law's own days are left out."""
    counted = [target for target in terms.targets if not target.is_internal and target.unit != CALENDAR_DAYS]
    return [
        f"{ClockKind(target.clock_kind).label}{_kind_words(target.complaint_kind)} {target_words(target)}"
        for target in counted
    ]


def _kind_words(complaint_kind: str) -> str:
    return f" ({KIND_LABELS[complaint_kind].lower()})" if complaint_kind else ""


def _changes(former: Terms | None, terms: Terms) -> list[dict[str, str]]:
    if former is None:
        return []
    return [
        {"label": f"{label}{_kind_words(kind)}", "before": before, "after": after}
        for label, kind, before, after in differences(former, terms)
    ]


def _former_terms(policy: Policy) -> Terms | None:
    """What held for the scope before this version."""
    scope = policy_scope(policy)
    former = versions_of(scope).filter(version__lt=policy.version).first()
    if former is None and scope != CITY:
        former = current_policy(policy.created_at, CITY)
    return terms_of(former.pk) if former else None
