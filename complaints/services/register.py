"""Opening a complaint, and adding to one that is open."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bontang_pengaduan.lib.signing import new_token
from bontang_pengaduan.lib.text import mask_identifiers, shorten
from opd.models import Kelurahan
from opd.routing.decide import find_kelurahan, nearest_kelurahan
from sla import clocks
from sla.models import ClockKind

from ..danger import find_danger
from ..links import Access
from ..models import Complaint, Message
from ..models.routing import RoutingDecision
from ..queries import running_parts
from ..workflow import OPEN, Status
from .acknowledging import queue_acknowledgement, renew_acknowledgement
from .confirming import note_denied
from .events import record
from .marking import mark_red
from .numbers import next_number
from .resolving import reopen
from .routing import note_place, route
from .snoozing import wake_for_citizen
from .state import change, move
from .windows import note_window

WITHOUT_TEXT = {
    "image": "Foto tanpa keterangan",
    "video": "Video tanpa keterangan",
    "audio": "Pesan suara",
    "document": "Dokumen tanpa keterangan",
    "location": "Lokasi tanpa keterangan",
}


@transaction.atomic
def open_complaint(
    *,
    message: Message,
    now: datetime,
    received_at: datetime | None = None,
    split_from: Complaint | None = None,
    subject: str = "",
    is_anonymous: bool = False,
    is_secret: bool = False,
    kelurahan: Kelurahan | None = None,
    access: Access | None = None,
) -> Complaint:
    """Makes a complaint of a message: number, link, clocks, route and the acknowledgement, in one transaction.

    `received_at`: when the city had the message, if that was before `now`. The promises count from then.
    What is split from a case is as secret as that. `subject` and `kelurahan` are given where the citizen has named them
    himself, `access` where he has his link already.
    """
    access, received_at = access or Access.by(new_token()), received_at or now
    danger = find_danger(message.text)
    complaint = Complaint.objects.create(
        number=next_number(now),
        token_digest=access.link_digest,
        code_digest=access.code_digest,
        danger=danger.code if danger else "",
        channel=message.channel,
        reporter=message.conversation.reporter,
        subject=subject or _subject_of(message),
        text=message.text,
        kelurahan=kelurahan or _kelurahan_of(message),
        latitude=message.latitude,
        longitude=message.longitude,
        place=message.place,
        is_outside_city=_is_outside_city(message),
        is_anonymous=is_anonymous or (split_from is not None and split_from.is_anonymous),
        is_secret=is_secret or (split_from is not None and split_from.is_secret),
        created_at=received_at,
        citizen_wrote_at=message.sent_at,
    )
    record(complaint, "complaint.received", now=received_at, channel=message.channel)
    _join(message, complaint, now)
    started = [ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE]
    clocks.start(complaint=complaint, kinds=started, now=received_at)
    note_window(complaint=complaint, message=message, now=now)
    route(complaint=complaint, now=now)
    queue_acknowledgement(complaint=complaint, conversation=message.conversation, token=access.token, now=now)
    return complaint


@transaction.atomic
def add_message(*, complaint: Complaint, message: Message, now: datetime) -> None:
    """A citizen's further word on a complaint. In the burst it completes the matter and may change the route;
    later it asks for the next answer, ends a wait, and reopens what was resolved or closed."""
    _join(message, complaint, now)
    if complaint.status == Status.RESOLVED:
        note_denied(complaint=complaint, now=now)
    if complaint.status in (Status.RESOLVED, Status.CLOSED, Status.REFERRED):
        reopen(complaint=complaint, now=now)
    elif complaint.status == Status.WAITING:
        _end_wait(complaint, now)
    for part in running_parts(complaint).filter(status=Status.WAITING.value):
        _end_wait(part, now)
    change(complaint, citizen_wrote_at=max(message.sent_at, complaint.citizen_wrote_at))
    wake_for_citizen(complaint=complaint, now=now)
    _note_place(complaint, message)
    note_window(complaint=complaint, message=message, now=now)
    if complaint.answered_at is None:
        _complete(complaint, message, now)
    else:
        clocks.start(complaint=complaint, kinds=[ClockKind.NEXT_ANSWER], now=now)


def takes_words(complaint: Complaint) -> bool:
    """Whether a citizen's word may join it: it is open, or may be reopened."""
    if complaint.status == Status.CLOSED:
        return complaint.opd_id is not None
    return Status(complaint.status) in OPEN | {Status.RESOLVED, Status.REFERRED}


def compose_text(complaint: Complaint) -> None:
    """Puts the matter together anew after its messages changed: what the citizen said before the first answer."""
    # By the case's own events: a merge brings the replies of another case along.
    first_answer = complaint.events.filter(type="reply.written").first()
    said = complaint.messages.filter(is_outbound=False).exclude(Q(text="") | Q(details__has_key="by_link"))
    if first_answer:
        said = said.filter(received_at__lte=first_answer.created_at)
    texts = list(said.values_list("text", flat=True))
    if texts:
        change(complaint, text="\n".join(texts))


def _join(message: Message, complaint: Complaint, now: datetime) -> None:
    message.complaint = complaint
    message.save(update_fields=["complaint"])
    # Before anybody is told of it: what a red word brings waits for no morning.
    mark_red(complaint=complaint, message=message, now=now)


def _note_place(complaint: Complaint, message: Message) -> None:
    kelurahan = _kelurahan_of(message)
    note_place(complaint=complaint, kelurahan_id=kelurahan.pk if kelurahan else None)
    if message.latitude is None or complaint.latitude is not None:
        return
    outside = _is_outside_city(message)
    place = {"latitude": message.latitude, "longitude": message.longitude, "place": message.place}
    change(complaint, is_outside_city=outside, **place)


def _complete(complaint: Complaint, message: Message, now: datetime) -> None:
    # Whoever has the link may add to a case, and need not be its citizen: his words change neither matter nor route.
    if message.details.get("by_link"):
        return
    if message.text:
        text = f"{complaint.text}\n{message.text}".strip()
        subject = complaint.subject if complaint.text else _subject_of(message)
        change(complaint, text=text, subject=subject)
    if _still_the_machines(complaint):
        route(complaint=complaint, now=now)
    renew_acknowledgement(complaint=complaint, conversation=message.conversation, now=now)


def _still_the_machines(complaint: Complaint) -> bool:
    """Nobody has taken or decided it: the router may think again with more text."""
    untouched = complaint.status == Status.NEW or (
        complaint.status == Status.FORWARDED and complaint.assignee_id is None
    )
    decided = RoutingDecision.objects.filter(complaint=complaint, decided_by__isnull=False).exists()
    return untouched and not decided


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


def _is_outside_city(message: Message) -> bool:
    if message.latitude is None or message.longitude is None:
        return False
    return nearest_kelurahan(message.latitude, message.longitude) is None
