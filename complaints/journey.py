"""A case as its citizen reads it: state first, the promise, lateness admitted, the steps, the answers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sla.models import ClockKind, EscalationStep, SlaClock

from .deadlines import short_words
from .models import Complaint, PhotoStage, Reply, RoutingDecision
from .queries import shown_photos
from .wording import full_date, short_date
from .workflow import Status

HEADLINES = {
    Status.NEW: "Sedang diperiksa",
    Status.FORWARDED: "Diteruskan ke OPD",
    Status.ACCEPTED: "Sudah diterima OPD",
    Status.IN_PROGRESS: "Sedang dikerjakan",
    Status.WAITING: "Menunggu jawaban Anda",
    Status.RESOLVED: "Selesai dikerjakan",
    Status.CLOSED: "Ditutup",
    Status.REJECTED: "Tidak dapat ditangani kota",
    Status.REFERRED: "Dirujuk ke lembaga yang berwenang",
    Status.MERGED: "Digabungkan dengan aduan lain",
}
# Parts that the citizen need not know of: taken back, or ended together with the case.
LEFT_OUT = [Status.MERGED.value, Status.CLOSED.value, Status.REJECTED.value]
LEVELS = {
    "petugas": "petugas",
    "kepala_opd": "kepala OPD",
    "koordinator": "koordinator pengaduan kota",
    "sekda": "Sekretaris Daerah",
}


@dataclass(frozen=True)
class Step:
    """One station of the case: `state` is done, current or ahead."""

    label: str
    when: str
    state: str


@dataclass(frozen=True)
class Answer:
    """A person's word to the citizen. `by` is the officer's given name and initial, and the agency."""

    by: str
    when: str
    text: str


@dataclass(frozen=True)
class Share:
    """What one of several units does in the case: the unit that leads first, with its state in words."""

    unit: str
    state: str


@dataclass(frozen=True)
class Photo:
    """A proof of the work; `key` is the last part of its address behind the page's own."""

    key: str
    label: str


@dataclass(frozen=True)
class Journey:
    """Everything on the status page.

    `used` is the share of the promised time gone, 0 to 100; `left` is what remains of it (`2 hari`), empty afterwards.
    """

    number: str
    headline: str
    subject: str
    unit: str
    promise: str
    used: int
    left: str
    received: str
    lateness: str
    shares: tuple[Share, ...]
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]
    photos: tuple[Photo, ...]
    closing: str


def read_journey(complaint: Complaint, now: datetime) -> Journey:
    """The page's content at `now`."""
    promise = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.RESOLVE, is_open=True).first()
    return Journey(
        number=complaint.number,
        headline=HEADLINES[Status(complaint.status)],
        subject=complaint.subject,
        unit=complaint.opd.name if complaint.opd and complaint.status != Status.REFERRED else "",
        promise=full_date(promise.due_at) if promise else "",
        used=_used(promise, now) if promise else 100,
        left=short_words(promise.due_at - now) if promise and promise.due_at > now else "",
        received=short_date(complaint.created_at),
        lateness=_lateness(complaint, now),
        shares=_shares(complaint),
        steps=_steps(complaint, promise),
        answers=_answers(complaint, now),
        photos=_photos(complaint),
        closing=_closing(complaint),
    )


def _used(clock: SlaClock, now: datetime) -> int:
    share = (now - clock.started_at) / (clock.due_at - clock.started_at)
    return min(100, max(0, round(100 * share)))


def _lateness(complaint: Complaint, now: datetime) -> str:
    """An overdue promise is said, with who has been told."""
    late = SlaClock.objects.filter(
        complaint=complaint,
        is_open=True,
        paused_at=None,
        due_at__lt=now,
        kind__in=[ClockKind.FIRST_ANSWER, ClockKind.NEXT_ANSWER, ClockKind.RESOLVE],
    )
    if not late.exists():
        return ""
    step = EscalationStep.objects.filter(clock__in=late, fired_at__isnull=False).order_by("-rank").first()
    told = f" Hal ini sudah dilaporkan ke {LEVELS[step.level]}." if step else ""
    return f"Kami terlambat dari janji semula.{told}"


def _shares(complaint: Complaint) -> tuple[Share, ...]:
    """Empty while one unit has the whole case."""
    rows = complaint.parts.exclude(status__in=LEFT_OUT).select_related("opd").order_by("number")
    parts = [Share(_unit_words(part), "Sudah selesai" if part.resolved_at else _state_words(part)) for part in rows]
    lead = Share(f"{_unit_words(complaint)} (penanggung jawab)", _state_words(complaint))
    return (lead, *parts) if parts else ()


def _unit_words(complaint: Complaint) -> str:
    return complaint.opd.name if complaint.opd else "OPD sedang ditentukan"


def _state_words(complaint: Complaint) -> str:
    return HEADLINES[Status(complaint.status)]


def _steps(complaint: Complaint, promise: SlaClock | None) -> tuple[Step, ...]:
    events = {event.type: event.created_at for event in complaint.events.all()}
    # What a unit has given back is with nobody, whoever had it before.
    routed = (events.get("complaint.forwarded") or events.get("complaint.routed")) if complaint.opd else None
    worked = (events.get("complaint.taken") if complaint.opd else None) or complaint.answered_at
    unit = f"Diteruskan ke {complaint.opd.short_name}" if complaint.opd else "Diteruskan ke OPD"
    facts = [
        ("Diterima", complaint.created_at),
        (unit, routed),
        ("Dikerjakan", worked),
        _last_station(complaint),
    ]
    if complaint.status == Status.REFERRED:
        # What it never came to is not a station that it passed.
        facts = [fact for fact in facts if fact[1]]
    reached = max(index for index, (_, at) in enumerate(facts) if at)
    steps = []
    for index, (label, at) in enumerate(facts):
        state = "done" if index < reached or facts[-1][1] else "current" if index == reached else "ahead"
        steps.append(Step(label, short_date(at) if at else _ahead(label, promise), state))
    return tuple(steps)


def _last_station(complaint: Complaint) -> tuple[str, datetime | None]:
    if complaint.status == Status.REFERRED:
        return "Dirujuk", complaint.closed_at
    return "Selesai", complaint.resolved_at


def _ahead(label: str, promise: SlaClock | None) -> str:
    return f"Paling lambat {short_date(promise.due_at)}" if label == "Selesai" and promise else ""


def _answers(complaint: Complaint, now: datetime) -> tuple[Answer, ...]:
    family = Q(complaint=complaint) | Q(complaint__part_of=complaint)
    replies = Reply.objects.filter(family, author__isnull=False).exclude(
        Q(status__in=[Reply.Status.FAILED, Reply.Status.CANCELLED]) | Q(retried_as__isnull=False)
    )
    # What its author may still take back has not been said.
    replies = replies.exclude(status=Reply.Status.PENDING, attempts=0, next_attempt_at__gt=now)
    return tuple(
        Answer(f"{reply.author.public_name}, {_unit_of(reply)}", short_date(reply.created_at), reply.text)
        for reply in replies.select_related("author", "complaint__opd")
        if reply.author
    )


def _unit_of(reply: Reply) -> str:
    has_unit = reply.complaint and reply.complaint.opd
    return has_unit.short_name if has_unit else "Pemerintah Kota Bontang"


def _photos(complaint: Complaint) -> tuple[Photo, ...]:
    photos = shown_photos(Complaint.objects.filter(pk=complaint.pk))
    # "Sebelum" before "Sesudah", whatever was chosen first.
    ordered = sorted(photos, key=lambda photo: photo.stage == PhotoStage.AFTER)
    return tuple(Photo(photo.key, photo.get_stage_display()) for photo in ordered)


def _closing(complaint: Complaint) -> str:
    """Whose matter it is when it is not the city's: what happens now, and what the city still does."""
    decision = RoutingDecision.objects.filter(complaint=complaint).select_related("external_body").last()
    body = decision.external_body if decision else None
    if complaint.status == Status.REJECTED and body is None:
        return "Pesan ini bukan aduan layanan kota."
    is_settled = complaint.status in (Status.REJECTED, Status.REFERRED) or (decision and decision.opd_id)
    if body is None or not is_settled:
        return ""
    return f"Urusan ini kewenangan {body.name}. {body.next_step} {body.city_role}"
