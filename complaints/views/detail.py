"""One complaint: reading it, and what an officer does with it. Every form works as a plain page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import WITA, now
from bontang_pengaduan.lib.text import clean

from ..case_rows import open_case
from ..errors import ComplaintError, ConflictError, FindingsError, ReadingNeededError
from ..forms.acts import NOTE, PRIVATE, SHARED, DraftForm, ForwardForm, ReplyForm
from ..models import Complaint, Draft, Note
from ..promise_offer import offer_days
from ..promised_dates import NamedDay
from ..queries import visible_replies
from ..second_look import apply_fix
from ..services import handling, next_steps, part_work, reading, replies
from ..services.drafting import DraftConflictError, drop_draft, keep_draft
from ..services.vetting import look_over
from ..solved_answers import find_basis
from .acting import attempt, attempt_form, find_complaint, read_override, show_form
from .approved_answers import chosen_version
from .begun import begun_form
from .case_page import show_case
from .drafts import quoted_message, words_of
from .navigation import StaffRequest


@login_required
@require_GET
def complaint_detail(request: StaffRequest, number: str) -> HttpResponse:
    """The conversation with its context; by htmx the conversation alone. `?kutip=` answers to one message."""
    case = open_case(find_complaint(request, number), request.user, now())
    if case.unread:
        reading.note_message_read(message=case.unread, now=now())
    return show_case(request, case, form=begun_form(request, case.thread.complaint))


@login_required
@require_POST
def reply_create(request: StaffRequest, number: str) -> HttpResponse:
    """Sends a word to the citizen or keeps a note. 422 when it cannot be used, 409 when the case has changed. With
    `fix` nothing is sent: the words come back repaired."""
    complaint, form = find_complaint(request, number), ReplyForm(request.POST)
    if not form.is_valid():
        reason = str(next(iter(form.errors.values()))[0])
        return _show(request, complaint, form=form, error=reason, status=422)
    if key := request.POST.get("fix"):
        return _show_fixed(request, complaint, form, key)
    facts = form.cleaned_data
    is_word = facts["mode"] not in (NOTE, SHARED)
    days = offer_days(complaint, facts["text"], facts["kind"], now()) if is_word else ()
    if days and not request.POST.get("promise") and not facts["approved"]:
        found = look_over(complaint, facts["text"], is_private=facts["mode"] == PRIVATE)
        return _show(request, complaint, form=form, text=clean(facts["text"]), findings=found, status=422)
    quoted = quoted_message(complaint, facts["quoted"])
    try:
        if facts["mode"] == SHARED:
            part_work.share_note(complaint=complaint, text=facts["text"], user=request.user, now=now())
            done = "Catatan bersama disimpan."
        elif facts["mode"] == NOTE:
            note = handling.add_note(complaint=complaint, text=facts["text"], user=request.user, now=now())
            done = _told(note)
        else:
            reply = replies.answer(
                complaint=complaint,
                text=facts["text"],
                kind=facts["kind"],
                user=request.user,
                version=facts["version"],
                now=now(),
                quoted_external_id=quoted.external_id if quoted else "",
                is_private=facts["mode"] == PRIVATE,
                details=replies.ReplyDetails(
                    override_reason=read_override(request),
                    approved=chosen_version(complaint, facts["approved"]),
                    basis=find_basis(request.user, complaint, facts["basis"]),
                    promised_on=_promised(request, days),
                ),
            )
            # While it can be undone its bubble says so, and a toast would lie over the control on a phone.
            done = "" if reply.next_attempt_at > reply.created_at else "Balasan dikirim."
    except ComplaintError as refusal:
        return _refuse(request, complaint, form, refusal)
    drop_draft(complaint=complaint, user=request.user, revision=facts["revision"] or 0, text=facts["text"])
    if done:
        messages.success(request, done)
    return redirect("complaint_detail", number)


@login_required
@require_POST
def draft_save(request: StaffRequest, number: str) -> HttpResponse:
    """Simpan draf: keeps the composer's words for their author and sends nothing. To the script it answers in JSON, to
    the button by the case's page. 409 when another device has written meanwhile, 422 when they cannot be kept."""
    complaint, form = find_complaint(request, number), DraftForm(request.POST)
    if not form.is_valid():
        return _refuse_draft(request, complaint, form, "Halaman ini tidak lengkap. Muat ulang, lalu coba lagi.", 422)
    facts, replaced = form.cleaned_data, request.POST.get("replace", "")
    words = words_of(request, complaint, facts)
    revision = int(replaced) if replaced.isdecimal() and len(replaced) < 19 else facts["revision"] or 0
    try:
        draft = keep_draft(complaint=complaint, user=request.user, words=words, revision=revision, now=now())
    except DraftConflictError as refusal:
        return _refuse_draft(request, complaint, form, str(refusal), 409, refusal.draft)
    except ComplaintError as refusal:
        return _refuse_draft(request, complaint, form, str(refusal), 422)
    if _wants_json(request):
        saved = f"{draft.saved_at.astimezone(WITA):%H.%M}" if draft else ""
        return JsonResponse({"revision": str(draft.revision if draft else 0), "saved": saved})
    messages.success(request, f"Draf disimpan. {number} belum dijawab." if draft else "Draf dihapus.")
    return redirect("complaint_detail", number)


@login_required
@require_POST
def complaint_acknowledge(request: StaffRequest, number: str) -> HttpResponse:
    """Terima dan sebut langkah berikut. 409 when the case has changed since the page was read."""
    complaint, version = find_complaint(request, number), request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        return _show(request, complaint, error="Halaman ini tidak lengkap. Muat ulang, lalu coba lagi.", status=422)
    try:
        next_steps.acknowledge(complaint=complaint, user=request.user, version=int(version), now=now())
    except ConflictError as refusal:
        return _show(request, find_complaint(request, number), error=str(refusal), status=409)
    except ComplaintError as refusal:
        return _show(request, complaint, error=str(refusal), status=422)
    return redirect("complaint_detail", number)


@login_required
@require_POST
def reply_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Kirim ulang: a failed reply once more."""
    reply = get_object_or_404(visible_replies(request.user).select_related("complaint"), pk=pk)
    attempt(request, "Balasan dikirim ulang.", replies.retry, reply=reply)
    return redirect("complaint_detail", reply.complaint.number if reply.complaint else "")


@login_required
@require_POST
def complaint_take(request: StaffRequest, number: str) -> HttpResponse:
    """Ambil."""
    attempt(request, f"{number} menjadi tugas Anda.", handling.take, complaint=find_complaint(request, number))
    return redirect("complaint_detail", number)


@login_required
@require_POST
def complaint_release(request: StaffRequest, number: str) -> HttpResponse:
    """Lepas."""
    attempt(request, f"{number} dilepas.", handling.release, complaint=find_complaint(request, number))
    return redirect("complaint_detail", number)


@login_required
@require_http_methods(["GET", "POST"])
def complaint_forward(request: StaffRequest, number: str) -> HttpResponse:
    """Disposisi. Afterwards the complaint may be another agency's, so the way leads to the list."""
    complaint = find_complaint(request, number)
    form = ForwardForm(request.POST or None)
    if form.is_valid():
        done = f"{number} diteruskan ke {form.cleaned_data['opd'].short_name}."
        if attempt_form(request, form, done, handling.forward, complaint=complaint, **form.cleaned_data):
            return redirect("complaint_list")
    return show_form(request, "complaints/forward.html", complaint, form)


def _refuse(request: StaffRequest, complaint: Complaint, form: ReplyForm, refusal: ComplaintError) -> HttpResponse:
    """The composer again with what was written, and what stands in its way."""
    if isinstance(refusal, ConflictError):
        return _show(request, find_complaint(request, complaint.number), form=form, error=str(refusal), status=409)
    if isinstance(refusal, FindingsError):
        return _show(request, complaint, form=form, text=refusal.text, findings=refusal.findings, status=422)
    if isinstance(refusal, ReadingNeededError):
        return _show(request, complaint, form=form, needed=refusal, status=422)
    return _show(request, complaint, form=form, error=str(refusal), status=422)


def _promised(request: StaffRequest, days: Sequence[NamedDay]) -> date | None:
    """The day among those offered that the officer has chosen. A text that the unit has approved promises its first one
    without being asked."""
    chosen = request.POST.get("promise")
    return next((named.day for named in days if chosen in (None, "", named.day.isoformat())), None)


def _told(note: Note) -> str:
    names = ", ".join(user.display_name for user in note.mentioned.all())
    return f"Catatan disimpan. Diberi tahu: {names}." if names else "Catatan disimpan."


def _wants_json(request: StaffRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refuse_draft(
    request: StaffRequest, complaint: Complaint, form: DraftForm, reason: str, status: int, other: Draft | None = None
) -> HttpResponse:
    """The reason, and by JSON the notice in which the officer chooses between the two drafts."""
    if not _wants_json(request):
        return _show(request, complaint, form=form, error=reason, status=status)
    about = {"complaint": complaint, "other": other, "reason": reason}
    notice = render_to_string("complaints/draft_other.html", about, request) if status == 409 else ""
    return JsonResponse({"reason": reason, "notice": notice}, status=status)


def _show_fixed(request: StaffRequest, complaint: Complaint, form: ReplyForm, key: str) -> HttpResponse:
    """The composer after one repair, with what is still found."""
    written, is_private = clean(form.cleaned_data["text"]), form.cleaned_data["mode"] == PRIVATE
    text = apply_fix(complaint, written, look_over(complaint, written, is_private=is_private), key, now())
    repaired = ReplyForm(initial=form.cleaned_data | {"text": text})
    return _show(
        request, complaint, form=repaired, text=text, findings=look_over(complaint, text, is_private=is_private)
    )


def _show(request: StaffRequest, complaint: Complaint, **outcome: Any) -> HttpResponse:
    """The page again, after an act."""
    return show_case(request, open_case(complaint, request.user, now()), **outcome)
