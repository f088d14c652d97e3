"""Sembunyikan komentar and Tampilkan lagi, from a case and from Sebutan."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ..forms.hiding import HideForm
from ..models import Complaint, Message
from ..permissions import can_act, is_coordinator
from ..queries import mentions
from ..services.hiding import hide_comment, show_comment
from .acting import attempt, attempt_form, find_complaint
from .navigation import StaffRequest

HIDDEN, SHOWN = "Komentar segera disembunyikan.", "Komentar segera ditampilkan lagi."


@login_required
@require_http_methods(["GET", "POST"])
def comment_hide(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The reason for which a comment of a case is hidden."""
    complaint, message = _find_comment(request, number, pk)
    return _hide(request, message, reverse("complaint_detail", args=[complaint.number]), complaint)


@login_required
@require_POST
def comment_show(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Tampilkan lagi, in a case."""
    complaint, message = _find_comment(request, number, pk)
    attempt(request, SHOWN, show_comment, message=message)
    return redirect("complaint_detail", complaint.number)


@login_required
@require_http_methods(["GET", "POST"])
def mention_hide(request: StaffRequest, pk: int) -> HttpResponse:
    """The reason for which a comment of the queue is hidden; what becomes of the mention is decided apart from it."""
    message = _find_mentioned(request, pk)
    return _hide(request, message, _queue_at(pk), None)


@login_required
@require_POST
def mention_show(request: StaffRequest, pk: int) -> HttpResponse:
    """Tampilkan lagi, in the queue."""
    attempt(request, SHOWN, show_comment, message=_find_mentioned(request, pk))
    return redirect(_queue_at(pk))


def _hide(request: StaffRequest, message: Message, back: str, complaint: Complaint | None) -> HttpResponse:
    form = HideForm(request.POST or None)
    if form.is_valid() and attempt_form(request, form, HIDDEN, hide_comment, message=message, **form.cleaned_data):
        return redirect(back)
    context = {"message": message, "complaint": complaint, "form": form, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/comment_hide.html", context, status=status)


def _find_comment(request: StaffRequest, number: str, pk: int) -> tuple[Complaint, Message]:
    complaint = find_complaint(request, number)
    if not can_act(request.user, complaint):
        raise PermissionDenied
    return complaint, get_object_or_404(complaint.messages.filter(is_outbound=False, revoked_at=None), pk=pk)


def _find_mentioned(request: StaffRequest, pk: int) -> Message:
    if not is_coordinator(request.user):
        raise PermissionDenied
    return get_object_or_404(mentions(), pk=pk).message


def _queue_at(pk: int) -> str:
    return f"{reverse('mention_queue')}?di={pk}#sebutan-{pk}"
