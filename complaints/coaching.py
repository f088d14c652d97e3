"""What an officer may know of his own work, and of nobody else's: how fast he is, what slows him, a text that helps."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F

from opd.models import User
from sla.calendars import current_calendar
from sla.counting import own_calendar
from sla.models import ClockKind, SlaClock
from sla.office_words import office_length
from sla.working_time import Calendar, working_time_between

from .guard import check_word
from .models import Complaint, Reply
from .queries import visible_to
from .services.word_clocks import PERSONS_WORDS
from .workflow import Status

DAYS, MOST = 90, 500  # his newest promises of so many days
ENOUGH = 3  # cases of a kind; fewer tell nothing
SLOW_KINDS, TEXTS_READ = 3, 20


@dataclass(frozen=True)
class SlowKind:
    """A category in which he takes longer than he usually does. `text` is what a colleague of his unit wrote in
    `number`, a case of the same kind that was kept in time; empty where there is none."""

    name: str
    words: str
    cases: int
    text: str = ""
    number: str = ""


@dataclass(frozen=True)
class Coaching:
    """His own medians in office time; empty words where too little happened."""

    acknowledged: str
    answered: str
    cases: int
    slow: tuple[SlowKind, ...]


@dataclass(frozen=True)
class _Kept:
    kind: str
    category: tuple[int, str] | None
    took: timedelta


def read_coaching(user: User, now: datetime) -> Coaching:
    """Of the clocks that his own words stopped in the last 90 days; pauses are nobody's time."""
    kept = list(_kept_promises(user, now))
    answers = [each for each in kept if each.kind == ClockKind.FIRST_ANSWER]
    usual = _median([each.took for each in answers]) if len(answers) >= ENOUGH else None
    return Coaching(
        acknowledged=_middle([each.took for each in kept if each.kind == ClockKind.ACKNOWLEDGE]),
        answered=office_length(usual) if usual is not None else "",
        cases=len(answers),
        slow=tuple(_slow_kinds(user, answers, usual)) if usual is not None else (),
    )


def _kept_promises(user: User, now: datetime) -> Iterable[_Kept]:
    own = SlaClock.objects.filter(
        kind__in=[ClockKind.ACKNOWLEDGE, ClockKind.FIRST_ANSWER],
        stopped_at=F("complaint__replies__created_at"),
        complaint__replies__author=user,
        complaint__replies__kind__in=PERSONS_WORDS,
        complaint__replies__created_at__gte=now - timedelta(days=DAYS),
    ).exclude(complaint__replies__status=Reply.Status.CANCELLED)
    rows = own.select_related("complaint__category").prefetch_related("pauses").order_by("-stopped_at")[:MOST]
    calendar = current_calendar()
    for clock in rows:
        category = clock.complaint.category
        yield _Kept(clock.kind, (category.pk, category.name) if category else None, _office_time(clock, calendar))


def _office_time(clock: SlaClock, calendar: Calendar) -> timedelta:
    own, end = own_calendar(clock, calendar), clock.stopped_at or clock.started_at
    held = (
        working_time_between(own, pause.started_at, min(pause.ended_at or end, end))
        for pause in clock.pauses.all()
        if pause.started_at < end
    )
    return working_time_between(own, clock.started_at, end) - sum(held, timedelta())


def _slow_kinds(user: User, answers: Sequence[_Kept], usual: timedelta) -> Iterable[SlowKind]:
    spans: dict[tuple[int, str], list[timedelta]] = defaultdict(list)
    for each in answers:
        if each.category:
            spans[each.category].append(each.took)
    slow = [(_median(took), key, len(took)) for key, took in spans.items() if len(took) >= ENOUGH]
    for took, (category, name), cases in sorted(slow, reverse=True)[:SLOW_KINDS]:
        if took > usual:
            yield SlowKind(name, office_length(took), cases, *_good_text(user, category))


def _good_text(user: User, category: int) -> tuple[str, str]:
    """Words of a colleague of his unit: kept in time, not opened again, and nothing in them that the check minds."""
    units = user.memberships.filter(opd__isnull=False).values("opd")
    cases = visible_to(user).filter(category=category, opd__in=units, is_secret=False, is_anonymous=False)
    cases = cases.filter(status__in=[Status.RESOLVED.value, Status.CLOSED.value])
    kept = SlaClock.objects.filter(kind=ClockKind.FIRST_ANSWER, stopped_at__lte=F("due_at"))
    cases = cases.filter(pk__in=kept.values("complaint")).exclude(events__type="complaint.reopened")
    newest: list[Complaint] = list(cases.order_by("-created_at")[:TEXTS_READ])
    said = Reply.objects.filter(complaint__in=newest, kind=Reply.Kind.ANSWER, form=Reply.Form.TEXT)
    said = said.exclude(author=user).exclude(status__in=[Reply.Status.CANCELLED, Reply.Status.FAILED])
    for reply in said.select_related("complaint").order_by("-created_at"):
        if reply.complaint and not check_word(reply.text, public=True):
            return reply.text, reply.complaint.number
    return "", ""


def _middle(spans: Sequence[timedelta]) -> str:
    return office_length(_median(spans)) if len(spans) >= ENOUGH else ""


def _median(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))
