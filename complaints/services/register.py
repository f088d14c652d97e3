"""Opening a complaint, and adding to one that is open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bontang_pengaduan.lib.signing import new_token, token_digest
from bontang_pengaduan.lib.text import mask_identifiers, shorten
from opd.models import Kelurahan
from opd.routing.decide import find_kelurahan, nearest_kelurahan
from sla import clocks
from sla.models import ClockKind

from ..models import Complaint, Message, Reply
from ..models.routing import RoutingDecision
from ..wording import acknowledgement_text
from ..workflow import OPEN, Status
from .events import record
from .numbers import next_number
from .resolving import reopen
from .routing import note_place, route
from .state import change, move

WITHOUT_TEXT = {
    "image": "Foto tanpa keterangan",
    "video": "Video tanpa keterangan",
    "audio": "Pesan suara",
    "document": "Dokumen tanpa keterangan",
    "location": "Lokasi tanpa keterangan",
}


@transaction.atomic
def open_complaint(*, message: Message, now: datetime) -> Complaint:
    """Makes a complaint of a message: number, link, clocks, route and the acknowledgement, in one transaction."""
    token = new_token()
    kelurahan = _kelurahan_of(message)
    complaint = Complaint.objects.create(
        number=next_number(now),
        token_digest=token_digest(token),
        channel=message.channel,
        reporter=message.conversation.reporter,
        subject=_subject_of(message),
        text=message.text,
        kelurahan=kelurahan,
        latitude=message.latitude,
        longitude=message.longitude,
        place=message.place,
        created_at=now,
        citizen_wrote_at=message.sent_at,
    )
    record(complaint, "complaint.received", now=now, channel=message.channel)
    started = [ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE]
    clocks.start(complaint=complaint, kinds=started, now=now)
    route(complaint=complaint, now=now)
    _queue_acknowledgement(complaint, message, token, now)
    return complaint


@transaction.atomic
def add_message(*, complaint: Complaint, message: Message, now: datetime) -> None:
    """A citizen's further word on a complaint. In the burst it completes the matter and may change the route;
    later it asks for the next answer, ends a wait, and reopens what was resolved."""
    if complaint.status == Status.RESOLVED:
        reopen(complaint=complaint, now=now)
    elif complaint.status == Status.WAITING:
        _end_wait(complaint, now)
    change(complaint, citizen_wrote_at=message.sent_at)
    if complaint.answered_at is None:
        _complete(complaint, message, now)
    else:
        clocks.start(complaint=complaint, kinds=[ClockKind.NEXT_ANSWER], now=now)


def _complete(complaint: Complaint, message: Message, now: datetime) -> None:
    kelurahan = _kelurahan_of(message)
    note_place(complaint=complaint, kelurahan_id=kelurahan.pk if kelurahan else None)
    if message.latitude is not None and complaint.latitude is None:
        change(complaint, latitude=message.latitude, longitude=message.longitude, place=message.place)
    if message.text:
        text = f"{complaint.text}\n{message.text}".strip()
        subject = complaint.subject if complaint.text else _subject_of(message)
        change(complaint, text=text, subject=subject)
    _delay_acknowledgement(complaint, now)
    if _still_the_machines(complaint):
        route(complaint=complaint, now=now)


def _still_the_machines(complaint: Complaint) -> bool:
    """Nobody has taken or decided it: the router may think again with more text."""
    untouched = complaint.status == Status.NEW or (
        complaint.status == Status.FORWARDED and complaint.assignee_id is None
    )
    decided = RoutingDecision.objects.filter(complaint=complaint, decided_by__isnull=False).exists()
    return untouched and not decided


def _queue_acknowledgement(complaint: Complaint, message: Message, token: str, now: datetime) -> None:
    link = settings.PUBLIC_BASE_URL + reverse("public_status", args=[token])
    Reply.objects.create(
        conversation=message.conversation,
        complaint=complaint,
        kind=Reply.Kind.ACKNOWLEDGEMENT,
        text=acknowledgement_text(complaint, clocks.promised_at(complaint=complaint), link),
        created_at=now,
        next_attempt_at=now + timedelta(seconds=settings.ACK_QUIET_SECONDS),
    )
    # A greeting just before asked a question that has answered itself.
    Reply.objects.filter(conversation=message.conversation, kind=Reply.Kind.PROMPT, status=Reply.Status.PENDING).update(
        status=Reply.Status.CANCELLED
    )


def _delay_acknowledgement(complaint: Complaint, now: datetime) -> None:
    """One acknowledgement, some quiet seconds after the last message of the burst."""
    waiting = Reply.objects.filter(
        complaint=complaint, kind=Reply.Kind.ACKNOWLEDGEMENT, status=Reply.Status.PENDING, attempts=0
    )
    waiting.update(next_attempt_at=now + timedelta(seconds=settings.ACK_QUIET_SECONDS))


def _end_wait(complaint: Complaint, now: datetime) -> None:
    move(complaint, Status.IN_PROGRESS)
    record(complaint, "complaint.citizen_answered", now=now)
    clocks.stop(complaint=complaint, kind=ClockKind.CITIZEN, now=now)
    clocks.resume(complaint=complaint, kinds=[ClockKind.RESOLVE], now=now)


def _subject_of(message: Message) -> str:
    if message.text:
        return mask_identifiers(shorten(message.text))
    return WITHOUT_TEXT.get(message.kind, "Pesan tanpa keterangan")


def _kelurahan_of(message: Message) -> Kelurahan | None:
    code = None
    if message.latitude is not None and message.longitude is not None:
        code = nearest_kelurahan(message.latitude, message.longitude)
    code = code or find_kelurahan(message.text)
    return Kelurahan.objects.filter(code=code).first() if code else None


def open_statuses() -> list[str]:
    """States in which a citizen's message joins the complaint; resolved ones are reopened by it."""
    return [status.value for status in OPEN | {Status.RESOLVED}]
