"""The page of one case: the conversation with its composer, and the column beside it. Each is one round trip, and by
htmx each comes by itself: an officer reads and writes while the column is on its way."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from bontang_pengaduan.lib.clock import now
from opd.models import User
from sla.calendars import current_calendar

from ..case_rows import OpenCase
from ..clock_lines import due_first
from ..composer import make_composer
from ..danger import danger_of
from ..dossier import read_dossier
from ..draft_desk import read_draft_desk
from ..errors import ReadingNeededError
from ..forms.acts import NOTE, SHARED, ReplyForm
from ..guard import Finding
from ..live.news import case_mark
from ..live.presence import presence_ticket
from ..lookalikes import find_lookalikes
from ..models import Complaint, Referral
from ..permissions import can_act, count_declines, is_coordinator, is_settled, may_open_original, shown_name
from ..promise_offer import offer_days
from ..promised_dates import NamedDay
from ..risk import read_risk
from ..second_look import take_second_look
from ..solved_answers import find_basis
from ..suggestions import Suggestion, rank_answers
from ..timeline import read_timeline
from ..workflow import AT_UNIT, OPEN, Status
from .acting import find_complaint
from .approved_answers import find_version
from .begun import kept_form
from .drafts import quoted_message
from .inbox import list_context, wants_fragment
from .navigation import StaffRequest

COMPARED = 15  # a case opens at once: the page that asks whether it spreads compares more
LOOKALIKES = 3  # shown beside the case; the others stand on the page that asks whether it spreads
SHOWN_ANSWERS = 3  # beside the composer; all others are one link away


@login_required
@require_GET
def case_context(request: StaffRequest, number: str) -> HttpResponse:
    """The column beside the conversation, for htmx; anybody else finds it on the page of the case."""
    if not wants_fragment(request):
        return redirect("complaint_detail", number)
    complaint = find_complaint(request, number)
    context = _beside(request.user, complaint, now()) | _allowed(request.user, complaint)
    return _private(render(request, "complaints/case/context.html", context))


def show_case(
    request: StaffRequest,
    case: OpenCase,
    *,
    form: ReplyForm | None = None,
    error: str = "",
    text: str = "",
    findings: Sequence[Finding] = (),
    needed: ReadingNeededError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with what stands in its composer, and what came of the last attempt. By htmx the conversation alone."""
    moment, complaint = case.moment, case.thread.complaint
    context = _conversation(request, case, form) | _allowed(request.user, complaint)
    context |= {
        "error": error,
        "second_look": take_second_look(complaint, text, findings, moment),
        "needed": needed,
        "is_stale": status == 409,
    }
    if wants_fragment(request):
        return _private(render(request, "complaints/panel.html", context | {"is_fragment": True}, status=status))
    context |= list_context(request) | _beside(request.user, complaint, moment)
    return _private(render(request, "complaints/inbox.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response


def _conversation(request: StaffRequest, case: OpenCase, form: ReplyForm | None) -> dict[str, object]:
    user, complaint, moment, calendar = request.user, case.thread.complaint, case.moment, current_calendar()
    name, draft = shown_name(user, complaint), case.draft
    entries = read_timeline(case.thread, name, moment)
    said = [entry.text for entry in entries if entry.side == "citizen"]
    shown = form or kept_form(complaint, draft)
    return {
        "complaint": complaint,
        "moment": moment,
        "reporter_name": name,
        "band": due_first(complaint.clocks.all(), calendar, moment),
        "composer": make_composer(complaint, case.conversation, calendar, moment),
        "can_share": complaint.part_of_id is not None or _has_parts(complaint),
        "entries": entries,
        "mark": case_mark(complaint, entries),
        "presence_ticket": presence_ticket(complaint.pk, user),
        "risk": read_risk(complaint, said=said, followers=case.followers),
        "quoted": quoted_message(complaint, request.GET.get("kutip") or shown["quoted"].value()),
        "form": shown,
        "draft": read_draft_desk(draft, shown),
        "offers": _offers(shown, complaint, moment, is_asked=bool(request.POST.get("promise"))),
        "promise": request.POST.get("promise", ""),
        "reading": case.reading,
        "snooze": case.snooze,
        "danger": danger_of(complaint.danger),
        "helps": case.helps,
        "approved": None if request.GET.get("jawaban") == "0" else find_version(complaint, shown["approved"].value()),
        "basis": None if request.GET.get("dasar") == "0" else find_basis(user, complaint, shown["basis"].value()),
        "suggestions": () if form else _suggestions(case, user),
    }


def _suggestions(case: OpenCase, user: User) -> list[Suggestion]:
    ranked = rank_answers(case.versions, case.thread.complaint, case.conversation, user, case.moment)
    return ranked[:SHOWN_ANSWERS]


def _has_parts(complaint: Complaint) -> bool:
    return any(part.status != Status.MERGED for part in complaint.parts.all())


def _beside(user: User, complaint: Complaint, moment: datetime) -> dict[str, object]:
    """The column, with the incident that the case is part of, or else the cases that may report the same."""
    dossier = read_dossier(complaint, user, moment)
    alike = [] if dossier.incident else find_lookalikes(user, complaint, moment, most=COMPARED)[:LOOKALIKES]
    return {
        "complaint": complaint,
        "moment": moment,
        "dossier": dossier,
        "desk": dossier.desk,
        "parts": dossier.parts,
        "tags": dossier.tags,
        "snooze": dossier.snooze,
        "incident": dossier.incident,
        "lookalikes": alike,
        "declines": count_declines(complaint),
        "can_undo_referral": _may_undo(dossier.referral, user),
    }


def _may_undo(referral: Referral | None, user: User) -> bool:
    return referral is not None and (referral.decision.decided_by_id == user.pk or is_coordinator(user))


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


def _offers(form: ReplyForm, complaint: Complaint, moment: datetime, *, is_asked: bool) -> Sequence[NamedDay]:
    """What is offered over words that were sent and stand in the composer again."""
    if not (form.is_bound or is_asked) or form["mode"].value() in (NOTE, SHARED):
        return ()
    return offer_days(complaint, str(form["text"].value() or ""), str(form["kind"].value()), moment)
