"""A reply on its way, and what its officers may still do with it. Every control is a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..forms.outgoing import FileForm, TemplateForm
from ..models import Reply
from ..queries import usable_templates, visible_replies
from ..services import enclosures, replies, withdrawing
from .acting import attempt, attempt_form, find_complaint, read_override, show_form
from .navigation import StaffRequest


@login_required
@require_POST
def reply_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Urungkan: the text goes back to the composer."""
    reply = _find(request, pk)
    done = attempt(request, "Balasan diurungkan.", withdrawing.cancel_reply, reply=reply)
    return _back(reply, f"?draf={reply.pk}" if done and reply.form in (Reply.Form.TEXT, Reply.Form.PRIVATE) else "")


@login_required
@require_POST
def reply_send_now(request: StaffRequest, pk: int) -> HttpResponse:
    """Kirim sekarang, without the rest of the wait."""
    return _do(request, pk, "Balasan dikirim.", withdrawing.send_now)


@login_required
@require_POST
def reply_resend(request: StaffRequest, pk: int) -> HttpResponse:
    """Tetap kirim lagi: a reply whose fate is not known."""
    return _do(request, pk, "Balasan dikirim lagi.", replies.resend_unknown)


@login_required
@require_POST
def reply_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Batalkan: a held reply is not wanted any more."""
    return _do(request, pk, "Balasan dibatalkan.", withdrawing.drop_held)


@login_required
@require_POST
def reply_free(request: StaffRequest, pk: int) -> HttpResponse:
    """Kirim sekarang: a held reply, now that the citizen has written."""
    return _do(request, pk, "Balasan dikirim.", withdrawing.free_held)


@login_required
@require_http_methods(["GET", "POST"])
def template_write(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """An approved template, filled and sent."""
    complaint = find_complaint(request, number)
    template = get_object_or_404(usable_templates(complaint.channel), pk=pk)
    form = TemplateForm(request.POST or None, template=template, complaint=complaint)
    if form.is_valid() and attempt_form(
        request,
        form,
        "Templat dikirim.",
        replies.answer_with_template,
        complaint=complaint,
        template=template,
        values=form.values,
        kind=form.cleaned_data["kind"],
        version=form.cleaned_data["version"],
        override_reason=read_override(request),
    ):
        return redirect("complaint_detail", number)
    return show_form(request, "complaints/template_write.html", complaint, form, message_template=template)


@login_required
@require_http_methods(["GET", "POST"])
def file_write(request: StaffRequest, number: str) -> HttpResponse:
    """Lampirkan: a photo or a PDF to the citizen."""
    complaint = find_complaint(request, number)
    initial = {"version": complaint.version, "kind": Reply.Kind.ANSWER.value}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid() and attempt_form(
        request,
        form,
        "Lampiran dikirim.",
        enclosures.answer_with_file,
        holds=False,
        complaint=complaint,
        enclosure=form.enclosure(),
        text=form.cleaned_data["text"],
        kind=form.cleaned_data["kind"],
        version=form.cleaned_data["version"],
        override_reason=read_override(request),
    ):
        return redirect("complaint_detail", number)
    return show_form(request, "complaints/file_write.html", complaint, form)


@login_required
@require_GET
def reply_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file of a reply, to be saved: for whoever sees the case."""
    content = _find(request, pk).content
    name = str(content.get("file", ""))
    if not name or not default_storage.exists(name):
        raise Http404
    file = default_storage.open(name)
    return FileResponse(file, as_attachment=True, filename=content["filename"], content_type=content["mime"])


def _find(request: StaffRequest, pk: int) -> Reply:
    return get_object_or_404(visible_replies(request.user).select_related("complaint", "conversation"), pk=pk)


def _do(request: StaffRequest, pk: int, done: str, service: Callable[..., Any]) -> HttpResponse:
    reply = _find(request, pk)
    attempt(request, done, service, reply=reply)
    return _back(reply)


def _back(reply: Reply, query: str = "") -> HttpResponse:
    number = reply.complaint.number if reply.complaint else ""
    return redirect(reverse("complaint_detail", args=[number]) + query)
