"""Words that were changed afterwards, and words that were said past the platform."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST

from bontang_pengaduan.lib.clock import now

from ..errors import ComplaintError
from ..forms.reporter import EchoForm, PurposeForm
from ..models import EchoAnswer
from ..permissions import can_act, is_coordinator
from ..queries import visible_to
from ..services.disclosing import disclose_withdrawn
from ..services.echoes import confirm_echo, undo_echo
from .acting import attempt, attempt_form, back_to, find_complaint
from .navigation import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def message_versions(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The former versions of a message, for officers of the case; of one that was withdrawn, for coordinators who say
    what for."""
    complaint = find_complaint(request, number)
    if not can_act(request.user, complaint):
        raise PermissionDenied
    message = get_object_or_404(complaint.messages.all(), pk=pk)
    is_withdrawn = message.revoked_at is not None
    may_open = is_withdrawn and not message.erased_at and is_coordinator(request.user)
    form, versions, status = PurposeForm(request.POST or None), [], 200
    if not is_withdrawn:
        changes = message.amendments.filter(applied_at__isnull=False).order_by("at", "pk")
        versions = [(change.at, change.old_text) for change in changes]
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                versions = disclose_withdrawn(message=message, user=request.user, now=now(), **form.cleaned_data)
                status = 200
            except ComplaintError as refusal:
                form.add_error(None, str(refusal))
    context = {
        "complaint": complaint,
        "message": message,
        "versions": versions,
        "form": form if may_open and not versions else None,
        "is_withdrawn": is_withdrawn,
    }
    response = render(request, "complaints/versions.html", context, status=status)
    add_never_cache_headers(response)
    return response


@login_required
@require_http_methods(["GET", "POST"])
def echo_confirm(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Tetapkan sebagai jawaban: a word from the phone app counts from when it was sent."""
    complaint = find_complaint(request, number)
    message = get_object_or_404(complaint.messages.filter(is_outbound=True, revoked_at=None), pk=pk)
    form = EchoForm(request.POST or None, initial={"kind": EchoAnswer.Kind.ANSWER})
    if form.is_valid():
        done = "Pesan aplikasi HP ditetapkan."
        if attempt_form(request, form, done, confirm_echo, message=message, **form.cleaned_data):
            return back_to(request, complaint)
    status = 422 if request.method == "POST" else 200
    context = {"complaint": complaint, "message": message, "form": form}
    return render(request, "complaints/echo.html", context, status=status)


@login_required
@require_POST
def echo_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Batalkan penetapan."""
    seen = visible_to(request.user)
    finding = get_object_or_404(EchoAnswer.objects.filter(complaint__in=seen).select_related("complaint"), pk=pk)
    attempt(request, "Penetapan dibatalkan.", undo_echo, finding=finding)
    return back_to(request, finding.complaint)
