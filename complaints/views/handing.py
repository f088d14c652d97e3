"""Oper, to a colleague of the unit, and the list of notes that name the reader."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from ..colleagues import colleagues_of, notes_naming
from ..forms.handing import HandOnForm
from ..services import handling
from .acting import attempt_form, back_to, find_complaint, show_form
from .navigation import StaffRequest

SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def complaint_hand_on(request: StaffRequest, number: str) -> HttpResponse:
    """Oper."""
    complaint = find_complaint(request, number)
    others = colleagues_of(complaint).exclude(pk=complaint.assignee_id or 0)
    form = HandOnForm(request.POST or None, colleagues=others)
    if form.is_valid():
        done = f"{number} dioper kepada {form.cleaned_data['colleague'].display_name}."
        if attempt_form(request, form, done, handling.hand_on, complaint=complaint, **form.cleaned_data):
            return back_to(request, complaint)
    return show_form(request, "complaints/hand_on.html", complaint, form)


@login_required
@require_GET
def mentioned_list(request: StaffRequest) -> HttpResponse:
    """Disebut: the newest notes that name the reader."""
    return render(
        request, "complaints/mentioned.html", {"notes": notes_naming(request.user)[:SHOWN], "section": "notices"}
    )
