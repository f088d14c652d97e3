"""Acts over the rows that an officer has selected in the list."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bontang_pengaduan.lib.clock import now
from opd.models import User

from ..bulk_desk import read_lines
from ..colleagues import colleagues_of
from ..errors import ComplaintError
from ..forms.bulk import BulkForm, read_cases
from ..forms.handing import HandOnForm
from ..forms.snoozing import SnoozeForm
from ..forms.tagging import TagForm
from ..models import BulkAct, Complaint
from ..queries import visible_to
from ..services.bulk_acts import MOST, Wish, act_on_many, undo_act
from .navigation import StaffRequest

Kind = BulkAct.Kind
AT_ONCE = (Kind.TAKE, Kind.RELEASE)


@login_required
@require_POST
def bulk_act(request: StaffRequest) -> HttpResponse:
    """One act over the selected rows. What it needs besides is asked on a page of its own; a message to citizens is
    shown there before it goes out."""
    chosen, asked = read_cases(request.POST), BulkForm(request.POST)
    if not asked.is_valid() or not chosen or len(chosen) > MOST:
        reason = "Pilih dahulu aduannya." if not chosen else f"Pilih paling banyak {MOST} aduan."
        messages.error(request, reason if asked.is_valid() else "Pilih tindakan.")
        return _to_list(request)
    kind, complaints = Kind(asked.cleaned_data["act"]), _visible(request.user, list(chosen))
    is_confirmed = kind in AT_ONCE or "confirmed" in request.POST
    form = _form(kind, complaints, request.POST if is_confirmed else None)
    if not is_confirmed or not form.is_valid():
        return _ask(request, kind, complaints, form)
    versions = {case.pk: seen for case in complaints if (seen := chosen[case.number]) is not None}
    wish = Wish(kind=kind, versions=versions, **_facts(kind, form))
    try:
        act = act_on_many(complaints=complaints, wish=wish, user=request.user, now=now())
    except ComplaintError as refusal:
        messages.error(request, str(refusal))
        return _to_list(request)
    return _to_list(request, act)


@login_required
@require_POST
def bulk_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: the whole act."""
    act = get_object_or_404(BulkAct, pk=pk, user=request.user)
    try:
        undo_act(act=act, user=request.user, now=now())
    except ComplaintError as refusal:
        messages.error(request, str(refusal))
    return _to_list(request, act)


def _visible(user: User, numbers: list[str]) -> list[Complaint]:
    rows = visible_to(user).filter(number__in=numbers).select_related("opd", "assignee", "category", "kelurahan")
    return list(rows.order_by("number"))


def _form(kind: Kind, complaints: list[Complaint], data: QueryDict | None) -> forms.Form:
    if kind == Kind.HAND_ON:
        units = {complaint.opd_id for complaint in complaints}
        people = colleagues_of(complaints[0]) if len(units) == 1 else User.objects.none()
        return HandOnForm(data, colleagues=people)
    if kind == Kind.SNOOZE:
        return SnoozeForm(data, now=now())
    return TagForm(data) if kind == Kind.TAG else forms.Form(data or {})


def _facts(kind: Kind, form: forms.Form) -> dict[str, Any]:
    if isinstance(form, SnoozeForm):
        return {"until": form.until}
    if kind == Kind.HAND_ON:
        return {"colleague": form.cleaned_data["colleague"]}
    return {"tag": form.cleaned_data["name"]} if kind == Kind.TAG else {}


def _ask(request: StaffRequest, kind: Kind, complaints: list[Complaint], form: forms.Form) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "lines": read_lines(complaints, now()) if kind == Kind.ACKNOWLEDGE else [],
        "complaints": complaints,
        "cases": request.POST.getlist("cases"),
        "units": len({complaint.opd_id for complaint in complaints}),
        "back": _query(request).urlencode(),
    }
    return render(request, "complaints/bulk.html", context, status=422 if form.errors else 200)


def _query(request: StaffRequest) -> QueryDict:
    """Where in the list the officer was."""
    query = QueryDict(request.POST.get("back", "")[:500], mutable=True)
    for name in ("massal", "pilih", "sesudah"):
        query.pop(name, None)
    return query


def _to_list(request: StaffRequest, act: BulkAct | None = None) -> HttpResponse:
    query = _query(request)
    if act:
        query["massal"] = str(act.pk)
    return redirect(f"{reverse('complaint_list')}?{query.urlencode()}")
