"""A citizen's message on its way into a case: what is known is read, the rules decide, the decision is kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from opd.router import route_text
from opd.routing.places import names_place

from ..intents import Intent, Request, read_request
from ..models import Complaint, Conversation, Invitation, Message, Reply, ThreadingDecision
from ..queries import own_cases
from ..workflow import OPEN, Status
from .choosing import follow_choice, wait_for_choice
from .commands import answer_request
from .inviting import follow_invitation
from .register import add_message, open_complaint
from .sifting import note_mention, sift
from .threading import BURST, OPENING, SILENT, Case, Threading, Word, thread


def place_message(*, message: Message, may_open: bool, now: datetime) -> None:
    """Puts the message where it belongs and lets the city say what that asks for. The conversation is locked."""
    if follow_choice(message=message, now=now) or follow_invitation(message=message, now=now):
        return
    cases = read_cases(message.conversation, now)
    request = _request_of(message)
    decision, noise = thread(_word(message, request, cases, may_open=may_open, now=now), cases), None
    if message.conversation.is_public:
        decision, noise = sift(message, decision, now)
    complaint = _carry_out(message, decision, now)
    if noise:
        note_mention(message=message, decision=decision, noise=noise, complaint=complaint, now=now)
    ThreadingDecision.objects.create(
        message=message,
        complaint=complaint,
        rule=decision.rule,
        score=decision.score,
        alternatives=list(decision.alternatives),
        decided_at=now,
    )
    answer_request(message=message, rule=decision.rule, request=request, complaint=complaint, now=now)


def read_cases(conversation: Conversation, now: datetime) -> list[Case]:
    """The citizen's open cases and those that his word may reopen, the newest word first; with them the case that he
    was invited to go on with."""
    recent = now - timedelta(days=settings.REOPEN_DAYS)
    closed = Q(status=Status.RESOLVED.value, resolved_at__gte=recent)
    closed |= Q(status=Status.CLOSED.value, closed_at__gte=recent, opd__isnull=False)
    closed |= Q(status=Status.REFERRED.value, closed_at__gte=recent)
    asked = Q(replies__form=Reply.Form.LOCATION_REQUEST, latitude=None)
    rows = Complaint.objects.filter(Q(status__in=[status.value for status in OPEN]) | closed)
    invited = Invitation.objects.filter(reporter=conversation.reporter, released_at=None)
    own = Q(reporter=conversation.reporter) | Q(pk__in=invited.values("complaint"))
    rows = rows.filter(own, part_of=None).select_related("opd").order_by("-citizen_wrote_at", "-pk")
    return [_case(complaint) for complaint in rows.annotate(place_asked_at=Max("replies__created_at", filter=asked))]


def _case(complaint: Complaint) -> Case:
    return Case(
        complaint_id=complaint.pk,
        last_word_at=complaint.citizen_wrote_at,
        text=f"{complaint.subject}\n{complaint.text}",
        opd_code=complaint.opd.code if complaint.opd else None,
        is_open=Status(complaint.status) in OPEN,
        awaits_citizen=complaint.status == Status.WAITING,
        place_asked_at=complaint.place_asked_at,  # type: ignore[attr-defined]  # annotated
    )


def _request_of(message: Message) -> Request:
    """What the text asks of the machine; with a file or a pin it is a matter, whatever its words."""
    is_bare = message.text and message.latitude is None and not message.attachments.exists()
    return read_request(message.text) if is_bare else Request(Intent.NONE)


def _word(message: Message, request: Request, cases: list[Case], *, may_open: bool, now: datetime) -> Word:
    likely = route_text(message.text, None, now) if message.text and cases else None
    is_sure = likely and likely.is_sure(settings.ROUTING_THRESHOLD)
    named = own_cases(message.conversation.reporter).filter(number=request.number)
    return Word(
        at=message.sent_at,
        text=message.text,
        intent=request.intent,
        has_pin=message.latitude is not None,
        names_place=names_place(message.text),
        may_open=may_open,
        quoted_id=_quoted(message),
        named_id=named.values_list("pk", flat=True).first() if request.number else None,
        likely_opd=likely.code if likely and is_sure else None,
        joins_waiting=_joins_waiting(message),
    )


def _quoted(message: Message) -> int | None:
    """The complaint of the message or reply that the citizen answers to; of a merged one the case it is part of."""
    if not message.reply_to_external_id:
        return None
    same = {"conversation__reporter": message.conversation.reporter, "external_id": message.reply_to_external_id}
    for model in (Message, Reply):
        row = model.objects.filter(**same, complaint__isnull=False).select_related("complaint").first()
        if row and row.complaint:
            return row.complaint.joined().pk
    return None


def _joins_waiting(message: Message) -> bool:
    waiting = message.conversation.messages.filter(choice_due_at__isnull=False, complaint=None)
    return waiting.filter(sent_at__gte=message.sent_at - BURST).exclude(pk=message.pk).exists()


def _carry_out(message: Message, decision: Threading, now: datetime) -> Complaint | None:
    if decision.rule in OPENING:
        return open_complaint(message=message, now=now)
    if decision.rule == "asked":
        wait_for_choice(message=message, complaint_ids=decision.alternatives, now=now)
    complaint = Complaint.objects.filter(pk=decision.complaint_id).first() if decision.complaint_id else None
    if complaint and decision.rule in SILENT:
        Message.objects.filter(pk=message.pk).update(complaint=complaint)
    elif complaint:
        add_message(complaint=complaint, message=message, now=now)
    return complaint
