"""Undang ke percakapan pribadi, and what came of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from ..forms.invitations import InvitationForm
from ..models import Invitation
from ..permissions import can_act
from ..queries import find_conversation, visible_to
from ..services.inviting import invite, release_invitation
from .acting import attempt, attempt_form, find_complaint, show_form
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def invitation_write(request: StaffRequest, number: str) -> HttpResponse:
    """The approved words to choose from, and the invitations so far."""
    complaint = find_complaint(request, number)
    conversation = find_conversation(complaint)
    channel = conversation.channel if conversation else complaint.channel
    form = InvitationForm(request.POST or None, initial={"version": complaint.version}, channel=channel)
    if form.is_valid() and attempt_form(
        request, form, "Undangan dikirim.", invite, complaint=complaint, **form.cleaned_data
    ):
        return redirect("complaint_detail", number)
    more = {
        "is_public": bool(conversation and conversation.is_public),
        "invitations": list(complaint.invitations.select_related("invited_by", "released_by", "message")),
        "can_act": can_act(request.user, complaint),
    }
    return show_form(request, "complaints/invitation.html", complaint, form, **more)


@login_required
@require_POST
def invitation_release(request: StaffRequest, pk: int) -> HttpResponse:
    """Bukan orang yang sama."""
    rows = Invitation.objects.filter(complaint__in=visible_to(request.user)).select_related("complaint")
    invitation = get_object_or_404(rows, pk=pk)
    done = "Percakapan pribadinya menjadi aduan tersendiri."
    attempt(request, done, release_invitation, invitation=invitation)
    return redirect("complaint_detail", invitation.complaint.number)
