"""What stands beside the conversation: clocks, planned escalation, route, place and reporter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from bontang_pengaduan.lib.phones import mask_phone
from opd.models import Opd, User
from sla.calendars import current_calendar
from sla.clock_facts import HOUSE_KINDS
from sla.counting import own_calendar
from sla.models import ClockKind, ClockPause, EscalationStep, SlaClock
from sla.working_time import Calendar

from .custody import UnitTime, handovers_of, read_custody
from .deadlines import NO_DEADLINE, PAUSED_DEADLINE, Deadline, duration_words, read_deadline
from .models import (
    Attachment,
    Complaint,
    Conversation,
    Referral,
    Reply,
    ReporterIdentifier,
    ResultPhoto,
    RoutingDecision,
)
from .permissions import hidden_name, may_see_identity
from .queries import own_cases, shown_attachments, thread_of
from .wording import full_date
from .workflow import OPEN

NEARLY_SHUT = timedelta(hours=2)  # of a channel's window


@dataclass(frozen=True)
class ClockLine:
    """One promise and how it stands."""

    pk: int
    label: str
    deadline: Deadline
    due_at: datetime


@dataclass(frozen=True)
class Suggestion:
    """A unit that the model finds possible, in percent."""

    opd: Opd
    percent: int


@dataclass(frozen=True)
class Dossier:
    """Everything in the context column. `band` is the promise that is due first, `referral` the newest one that has not
    been taken back."""

    clocks: list[ClockLine]
    band: ClockLine | None
    steps: list[EscalationStep]
    decision: RoutingDecision | None
    suggestions: list[Suggestion]
    attachments: list[Attachment]
    reporter_name: str
    phone: str
    has_phone: bool
    former_count: int
    conversation: Conversation | None
    window_left: str
    custody: list[UnitTime]
    photos: list[ResultPhoto]
    referral: Referral | None


def read_dossier(complaint: Complaint, user: User, now: datetime) -> Dossier:
    """The context of one complaint for this user; who must not know the reporter sees a word for him and no number."""
    calendar = current_calendar()
    rows = list(complaint.clocks.filter(cancelled_at=None).order_by("started_at", "due_at"))
    lines = [_clock_line(clock, now, calendar) for clock in rows]
    running = [
        line
        for clock, line in zip(rows, lines, strict=True)
        if clock.is_open and not clock.paused_at and clock.kind not in HOUSE_KINDS
    ]
    decision = complaint.routing_decisions.select_related("opd", "decided_by", "external_body").last()
    shown = may_see_identity(user, complaint)
    phone = _phone(complaint) if shown else None
    conversation = complaint.reporter.conversations.filter(channel=complaint.channel).first()
    return Dossier(
        clocks=lines,
        band=min(running, key=lambda line: line.due_at, default=None),
        steps=list(_steps(complaint)),
        decision=decision,
        suggestions=[] if decision is None else read_suggestions([decision])[decision.pk],
        attachments=list(shown_attachments(thread_of(complaint))),
        reporter_name=str(complaint.reporter) if shown else hidden_name(complaint),
        phone=_contact_words(conversation, phone) if shown else "",
        has_phone=phone is not None,
        former_count=own_cases(complaint.reporter).exclude(pk=complaint.pk).count() if shown else 0,
        conversation=conversation,
        window_left=_window_left(conversation, now),
        custody=_custody(complaint, calendar, now),
        referral=complaint.referrals.filter(undone_at=None).select_related("decision__external_body", "keeper").last(),
        photos=list(complaint.result_photos.exclude(reply__status=Reply.Status.CANCELLED)),
    )


def read_suggestions(decisions: list[RoutingDecision]) -> dict[int, list[Suggestion]]:
    """The suggested units of each decision by its key, in one query. Codes that are no unit are left out."""
    codes = {code for decision in decisions for code, _ in decision.suggestions}
    units = Opd.objects.in_bulk(codes, field_name="code")
    return {
        decision.pk: [
            Suggestion(units[code], round(100 * score)) for code, score in decision.suggestions if code in units
        ]
        for decision in decisions
    }


def _clock_line(clock: SlaClock, now: datetime, calendar: Calendar) -> ClockLine:
    label = "Janji langkah berikut" if clock.kind == ClockKind.PROMISE else clock.get_kind_display()
    return ClockLine(clock.pk, label, _clock_deadline(clock, now, calendar), clock.due_at)


def _clock_deadline(clock: SlaClock, now: datetime, calendar: Calendar) -> Deadline:
    if clock.kind == ClockKind.WINDOW:
        return _window_deadline(clock, now)
    if clock.stopped_at:
        took = duration_words(clock.stopped_at - clock.started_at)
        if clock.stopped_at <= clock.due_at:
            return Deadline("met", "Tepat waktu", f"Selesai dalam {took}", 100, NO_DEADLINE.group)
        late = duration_words(clock.stopped_at - clock.due_at)
        return Deadline("late", "Terlambat", f"Selesai, terlambat {late}", 100, NO_DEADLINE.group)
    if clock.paused_at:
        return PAUSED_DEADLINE
    return read_deadline(clock.started_at, clock.due_at, now, own_calendar(clock, calendar))


def _window_deadline(clock: SlaClock, now: datetime) -> Deadline:
    """Nobody is late when a window shuts; it counts the hours on the wall."""
    if clock.stopped_at or now >= clock.due_at:
        since = full_date(clock.stopped_at or clock.due_at)
        return Deadline("paused", "Tertutup", f"Tertutup sejak {since}", 100, NO_DEADLINE.group)
    left, length = clock.due_at - now, clock.due_at - clock.started_at
    level = "critical" if left <= NEARLY_SHUT else "safe"
    words = duration_words(left)
    return Deadline(
        level, words, f"Teks bebas sampai {words} lagi", round(100 * (1 - left / length)), NO_DEADLINE.group
    )


def _custody(complaint: Complaint, calendar: Calendar, now: datetime) -> list[UnitTime]:
    events = [(event.type, event.created_at, event.data) for event in complaint.events.all()]
    pauses = ClockPause.objects.filter(clock__complaint=complaint, clock__kind=ClockKind.RESOLVE)
    spans = [(begun, ended or now) for begun, ended in pauses.values_list("started_at", "ended_at")]
    if complaint.status in OPEN:
        until = now
    else:
        until = complaint.closed_at or complaint.resolved_at or max((at for _, at, _ in events), default=now)
    return read_custody(handovers_of(events), spans, calendar, until)


def _steps(complaint: Complaint) -> list[EscalationStep]:
    steps = EscalationStep.objects.filter(
        clock__complaint=complaint, clock__kind=ClockKind.RESOLVE, cancelled_at=None, clock__cancelled_at=None
    )
    return list(steps.order_by("rank"))


def _contact_words(conversation: Conversation | None, phone: str | None) -> str:
    """How he is reached, and nothing by which anybody could: numbers and addresses are masked."""
    if phone or conversation is None or conversation.channel != "web":
        return mask_phone(phone)
    if conversation.contact_phone:
        return f"{mask_phone(conversation.contact_phone)}, diketik di formulir"
    return "Kabar lewat surel" if conversation.contact_email else "Tanpa kontak, membaca di halaman aduannya"


def _phone(complaint: Complaint) -> str | None:
    """The number that he last wrote with."""
    phones = complaint.reporter.identifiers.filter(kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    return phones.order_by(F("seen_at").desc(nulls_last=True), "-valid_from").values_list("value", flat=True).first()


def _window_left(conversation: Conversation | None, now: datetime) -> str:
    if conversation is None or conversation.window_until is None or conversation.window_until <= now:
        return ""
    return duration_words(conversation.window_until - now)
