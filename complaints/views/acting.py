"""What every page for one act shares: finding the case, trying the act, and the form with its reason of refusal."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError, FindingsError, ReadingNeededError
from ..models import Complaint
from ..queries import visible_to
from ..second_look import take_second_look
from .navigation import StaffRequest
from .stale import unchanged


def find_complaint(request: StaffRequest, number: str) -> Complaint:
    """The case with that number among those that this user may know of, else 404."""
    rows = visible_to(request.user).select_related("reporter", "opd", "assignee", "category")
    rows = rows.select_related("kelurahan__kecamatan", "part_of__opd")
    return get_object_or_404(rows, number=number)


def attempt(request: StaffRequest, done: str, service: Callable[..., Any], **facts: Any) -> bool:
    """Calls the service for this user, now. Whether it was done; the toast says so, or why not.

    Raises StalePageError over a page that is older than the case (409).
    """
    try:
        with unchanged(request):
            service(user=request.user, now=now(), **facts)
    except ComplaintError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def attempt_form(
    request: StaffRequest, form: forms.Form, done: str, service: Callable[..., Any], *, holds: bool = True, **facts: Any
) -> bool:
    """attempt for what a form asked; a refusal stands in the form, whose text is kept. `holds` as in unchanged."""
    try:
        with unchanged(request, holds=holds):
            service(user=request.user, now=now(), **facts)
    except ComplaintError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, FindingsError):
            look = take_second_look(facts["complaint"], refusal.text, refusal.findings, now())
            form.second_look = look  # type: ignore[attr-defined]  # shown by complaints/second_look.html
        if isinstance(refusal, ReadingNeededError):
            form.needed = refusal  # type: ignore[attr-defined]  # shown by complaints/readings/needed.html
        return False
    messages.success(request, done)
    return True


def read_override(request: HttpRequest) -> str:
    """Why the officer sends words in which the check has found something; empty when he gave no reason."""
    return request.POST.get("override_reason", "")


def show_form(
    request: HttpRequest, template: str, complaint: Complaint, form: forms.Form, /, **more: Any
) -> HttpResponse:
    """The form's page; 422 after a post that was refused."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"complaint": complaint, "form": form, **more}, status=status)


def back_to(request: StaffRequest, complaint: Complaint) -> HttpResponse:
    """The case again, or the list when the act has taken it out of this user's sight."""
    if visible_to(request.user).filter(pk=complaint.pk).exists():
        return redirect("complaint_detail", complaint.number)
    return redirect("complaint_list")
