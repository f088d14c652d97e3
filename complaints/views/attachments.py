"""Citizens' files: checked at every request, never run in our own origin, in pieces when a player asks for them."""

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.ranges import UnsatisfiableRangeError, read_range, read_span
from bontang_pengaduan.lib.sniff import OCTET_STREAM
from opd.models import User

from ..files import DRAWN, Form, can_give, file_name, is_playable
from ..models import Attachment
from ..permissions import may_open_original
from ..queries import readable_threads, shown_attachments
from ..tickets import read_ticket, sign_ticket
from .navigation import StaffRequest


@login_required
@require_safe
def attachment_file(request: StaffRequest, pk: int, form: str) -> HttpResponseBase:
    """The lasting address of a file, for pages: leads to a signed one that ends soon. A thumbnail comes at once."""
    attachment = _find(request.user, pk, form)
    if form == Form.THUMBNAIL:
        return _answer(request, attachment, form)
    ticket = sign_ticket(attachment_id=pk, form=form, user_id=request.user.pk, now=now())
    response = redirect("attachment_content", ticket)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def attachment_content(request: StaffRequest, ticket: str) -> HttpResponseBase:
    """The bytes behind a signed address, while their reader may still see the complaint."""
    told = read_ticket(ticket, user_id=request.user.pk, now=now())
    if told is None:
        raise Http404
    pk, form = told
    return _answer(request, _find(request.user, pk, form), form)


def _find(user: User, pk: int, form: str) -> Attachment:
    attachments = shown_attachments(readable_threads(user)).select_related("message__complaint")
    attachment = get_object_or_404(attachments, pk=pk)
    complaint = attachment.message.complaint
    with_originals = complaint is not None and may_open_original(user, complaint)
    if not can_give(attachment, form, with_originals=with_originals):
        raise Http404
    return attachment


def _answer(request: StaffRequest, attachment: Attachment, form: str) -> HttpResponseBase:
    # A photo that was stored before there were thumbnails has a preview alone.
    stored: FieldFile = getattr(attachment, form) or attachment.preview
    try:
        size = stored.size
        span = read_range(request.headers.get("Range", ""), size)
    except FileNotFoundError as error:
        raise Http404 from error
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response: StreamingHttpResponse
    if span:
        response = StreamingHttpResponse(read_span(stored.open(), span), status=206)
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
        response["Content-Length"] = str(span.length)
    else:
        response = FileResponse(stored.open())
    for name, value in _headers(attachment, form).items():
        response[name] = value
    return response


def _headers(attachment: Attachment, form: str) -> dict[str, str]:
    """By its bytes and nothing else; shown in place only when drawn anew or played, otherwise saved."""
    is_drawn = form != Form.FILE
    saved = not is_drawn and not is_playable(attachment)
    name = f"foto-{attachment.pk}.webp" if is_drawn else file_name(attachment)
    return {
        "Content-Type": DRAWN if is_drawn else attachment.content_type or OCTET_STREAM,
        "Content-Disposition": str(content_disposition_header(saved, name)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        # A photo as it was sent tells where: it stays on no officer's machine by itself.
        "Cache-Control": "private, max-age=3600" if is_drawn else "private, no-store",
    }
