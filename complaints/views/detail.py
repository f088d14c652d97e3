"""One complaint: reading it, and what an officer does with it. Every form works as a plain page."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bontang_pengaduan.lib.clock import WITA, now
from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..case_parts import read_parts
from ..clock_desk import read_clock_desk
from ..composer import read_composer
from ..danger import danger_of
from ..dossier import read_dossier
from ..draft_desk import read_draft_desk
from ..errors import ComplaintError, ConflictError, FindingsError, ReadingNeededError
from ..forms.acts import NOTE, PRIVATE, SHARED, DraftForm, ForwardForm, ReplyForm
from ..guard import Finding
from ..helpers import help_beside
from ..incidents import incident_of
from ..live.news import case_mark
from ..live.presence import presence_ticket
from ..lookalikes import find_lookalikes
from ..models import ApprovedAnswer, Complaint, Draft, Note, Referral, Reply, SecondReading
from ..permissions import can_act, count_declines, is_coordinator, is_settled, may_open_original
from ..promise_offer import offer_days
from ..promised_dates import NamedDay
from ..queries import visible_replies
from ..readers import newest_reading
from ..risk import read_risk
from ..second_look import apply_fix, take_second_look
from ..services import handling, next_steps, part_work, reading, replies
from ..services.drafting import DraftConflictError, drop_draft, find_draft, keep_draft
from ..services.vetting import look_over
from ..snoozes import snooze_of
from ..solved_answers import find_basis, words_to_build_on
from ..suggestions import fill_answer, suggest_answers
from ..tags import read_tags
from ..timeline import read_timeline
from ..workflow import AT_UNIT, OPEN, Status
from .acting import attempt, attempt_form, find_complaint, read_override, show_form
from .approved_answers import chosen_version, find_version
from .drafts import quoted_message, words_of
from .inbox import list_context, wants_fragment
from .navigation import StaffRequest

COMPARED = 15  # a case opens at once: the page that asks whether it spreads compares more
LOOKALIKES = 3  # shown beside the case; the others stand on the page that asks whether it spreads
SHOWN_ANSWERS = 3  # beside the composer; all others are one link away


@login_required
@require_GET
def complaint_detail(request: StaffRequest, number: str) -> HttpResponse:
    """The conversation with its context; by htmx the panel alone. `?draf=` gives back the words of a reply that its
    author has undone, `?kutip=` answers to one message."""
    complaint = find_complaint(request, number)
    reading.note_read(complaint=complaint, user=request.user, now=now())
    return _show(
        request, complaint, form=_draft(request, complaint) or _read(request, complaint) or _begun(request, complaint)
    )


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
    if days and not request.POST.get("promise"):
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
    """The day among those offered that the officer has chosen."""
    return next((named.day for named in days if named.day.isoformat() == request.POST.get("promise")), None)


def _offers(form: ReplyForm, complaint: Complaint, moment: datetime, *, is_asked: bool) -> Sequence[NamedDay]:
    """What is offered over words that were sent and stand in the composer again."""
    if not (form.is_bound or is_asked) or form["mode"].value() in (NOTE, SHARED):
        return ()
    return offer_days(complaint, str(form["text"].value() or ""), str(form["kind"].value()), moment)


def _told(note: Note) -> str:
    names = ", ".join(user.display_name for user in note.mentioned.all())
    return f"Catatan disimpan. Diberi tahu: {names}." if names else "Catatan disimpan."


def _draft(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with what its author has taken back."""
    key = request.GET.get("draf", "")
    undone = Reply.objects.filter(complaint=complaint, author=request.user, status=Reply.Status.CANCELLED)
    reply = undone.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if reply is None:
        return None
    mode = PRIVATE if reply.form == Reply.Form.PRIVATE else "reply"
    return ReplyForm(initial={"version": complaint.version, "mode": mode, "kind": reply.kind, "text": reply.text})


def _read(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the words of `?baca=` that somebody has read: as he approved them, or as they came back."""
    key = request.GET.get("baca", "")
    decided = complaint.readings.filter(status__in=[SecondReading.Status.APPROVED, SecondReading.Status.RETURNED])
    reading = decided.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if reading is None:
        return None
    facts: dict[str, object] = {"version": complaint.version, "mode": PRIVATE if reading.is_private else "reply"}
    facts |= {"kind": reading.kind, "text": reading.approved_text or reading.text, "approved": reading.approved_id}
    facts |= {"basis": reading.basis_id, "quoted": reading.quoted_id}
    return ReplyForm(initial=facts)


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


def _kept(complaint: Complaint, draft: Draft | None) -> ReplyForm | None:
    """The composer as its author left it, on whatever device."""
    if draft is None:
        return None
    facts = {"version": complaint.version, "mode": draft.mode, "kind": draft.kind, "text": draft.text}
    more = {"approved": draft.approved_id, "quoted": draft.quoted_id, "basis": draft.basis_id}
    return ReplyForm(initial=facts | more | {"revision": draft.revision})


def _begun(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the approved answer of `?jawaban=`, filled for this case, or with the answer of a similar one
    (`?dasar=`), to be filled; it sends nothing."""
    version = find_version(complaint, request.GET.get("jawaban"))
    if version is None:
        return _helped(request, complaint) or _built_on(request, complaint)
    kind = Reply.Kind.QUESTION if version.answer.stage == ApprovedAnswer.Stage.QUESTION else Reply.Kind.ANSWER
    text = fill_answer(version, complaint, request.user, now())
    facts = {"version": complaint.version, "mode": "reply", "kind": kind.value, "approved": version.pk, "text": text}
    return ReplyForm(initial=facts)


def _helped(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    """The composer with the draft that a helper has given (`?bantuan=`), in the place of the one that he was asked
    about."""
    key = request.GET.get("bantuan", "")
    given = complaint.help_requests.filter(answered_at__isnull=False).exclude(edited="")
    helped = given.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
    if helped is None:
        return None
    own = Draft.objects.filter(complaint=complaint, author=request.user, text=helped.draft).first()
    facts = {"version": complaint.version, "mode": "reply", "kind": Reply.Kind.ANSWER.value}
    asked = _kept(complaint, own)
    return ReplyForm(initial={**facts, **(asked.initial if asked else {}), "text": helped.edited})


def _built_on(request: StaffRequest, complaint: Complaint) -> ReplyForm | None:
    reply = find_basis(request.user, complaint, request.GET.get("dasar"))
    if reply is None:
        return None
    facts = {"version": complaint.version, "mode": "reply", "kind": reply.kind, "basis": reply.pk}
    return ReplyForm(initial=facts | {"text": words_to_build_on(reply, complaint)})


def _show_fixed(request: StaffRequest, complaint: Complaint, form: ReplyForm, key: str) -> HttpResponse:
    """The composer after one repair, with what is still found."""
    written, is_private = clean(form.cleaned_data["text"]), form.cleaned_data["mode"] == PRIVATE
    text = apply_fix(complaint, written, look_over(complaint, written, is_private=is_private), key, now())
    repaired = ReplyForm(initial=form.cleaned_data | {"text": text})
    return _show(
        request, complaint, form=repaired, text=text, findings=look_over(complaint, text, is_private=is_private)
    )


def _show(
    request: StaffRequest,
    complaint: Complaint,
    *,
    form: ReplyForm | None = None,
    error: str = "",
    text: str = "",
    findings: Sequence[Finding] = (),
    needed: ReadingNeededError | None = None,
    status: int = 200,
) -> HttpResponse:
    moment, user = now(), request.user
    # Read once for the history, the units' time and the controls.
    prefetch_related_objects([complaint], "events__actor")
    dossier, allowed = read_dossier(complaint, user, moment), _allowed(user, complaint)
    draft = find_draft(complaint, user) if allowed["can_write"] else None
    plain = ReplyForm(initial={"version": complaint.version, "mode": "reply", "kind": "answer"})
    shown = form or _kept(complaint, draft) or plain
    context: dict[str, object] = {
        "complaint": complaint,
        "dossier": dossier,
        "composer": read_composer(complaint, moment),
        "desk": read_clock_desk(complaint, user, moment),
        "parts": (lines := read_parts(complaint, user, moment)),
        "can_share": complaint.part_of_id is not None or bool(lines),
        "moment": moment,
        "snooze": snooze_of(complaint, moment),
        "tags": read_tags(complaint),
        "entries": (entries := read_timeline(complaint, dossier.reporter_name, moment)),
        "danger": danger_of(complaint.danger),
        "supporters": complaint.supports.count(),
        "risk": read_risk(complaint, said=[entry.text for entry in entries if entry.side == "citizen"]),
        "mark": case_mark(complaint, entries),
        "presence_ticket": presence_ticket(complaint.pk, user),
        "quoted": quoted_message(complaint, request.GET.get("kutip") or shown["quoted"].value()),
        "form": shown,
        "draft": read_draft_desk(draft, shown),
        "error": error,
        "second_look": take_second_look(complaint, text, findings, moment),
        "needed": needed,
        "offers": _offers(shown, complaint, moment, is_asked=bool(request.POST.get("promise"))),
        "promise": request.POST.get("promise", ""),
        "reading": newest_reading(complaint),
        "helps": help_beside(complaint.pk),
        "approved": None if request.GET.get("jawaban") == "0" else find_version(complaint, shown["approved"].value()),
        "basis": None if request.GET.get("dasar") == "0" else find_basis(user, complaint, shown["basis"].value()),
        "suggestions": () if form else suggest_answers(complaint, user, moment)[:SHOWN_ANSWERS],
        "is_stale": status == 409,
        **_event(user, complaint, moment),
        **allowed,
        "declines": count_declines(complaint),
        "can_undo_referral": _may_undo(dossier.referral, user),
    }
    if wants_fragment(request):
        response = render(request, "complaints/panel.html", context | {"is_fragment": True}, status=status)
    else:
        response = render(request, "complaints/inbox.html", list_context(request) | context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _may_undo(referral: Referral | None, user: User) -> bool:
    return referral is not None and (referral.decision.decided_by_id == user.pk or is_coordinator(user))


def _event(user: User, complaint: Complaint, moment: datetime) -> dict[str, object]:
    """The incident that the case is part of, or else the cases that may report the same."""
    incident = incident_of(complaint)
    alike = [] if incident else find_lookalikes(user, complaint, moment, most=COMPARED)[:LOOKALIKES]
    return {"incident": incident, "lookalikes": alike}


def _allowed(user: User, complaint: Complaint) -> dict[str, object]:
    acts, is_at_unit = can_act(user, complaint), complaint.status in AT_UNIT
    is_holder, steers, is_final = complaint.assignee_id == user.pk, is_coordinator(user), is_settled(complaint)
    return {
        "can_write": acts and complaint.status in OPEN | {Status.RESOLVED},
        "can_reply": complaint.part_of_id is None or complaint.may_speak,
        "can_split": acts and complaint.status in OPEN and complaint.part_of_id is None,
        "can_take": acts and is_at_unit and complaint.assignee_id is None,
        "can_release": is_at_unit and complaint.assignee_id and (is_holder or steers),
        "can_move": acts and is_at_unit,
        "can_hand_on": acts and is_at_unit,
        "can_refer": acts and is_at_unit,
        "can_act": acts,
        "can_classify": acts and complaint.part_of_id is None,
        "can_change_kind": acts and complaint.status in OPEN and complaint.part_of_id is None,
        "can_join": acts and complaint.status in OPEN and complaint.part_of_id is None,
        "can_forward": acts and is_at_unit and (steers or not is_final),
        "can_decline": acts and complaint.status in (Status.FORWARDED, Status.ACCEPTED) and not is_final,
        "can_open_original": may_open_original(user, complaint),
        "can_confirm": acts and complaint.status in OPEN,
        "can_steer": steers,
    }
