"""What one version of the policy promises, as values: targets and ladder in, moments out. No database.

A target of N working days ends with the office hours of the N-th working day after the day of receipt; of N working
minutes, when that much office time has passed; of N calendar days, at 23.59.59 of that day. The earliest counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import itemgetter

from .working_time import (
    ZERO,
    Calendar,
    Span,
    add_working_time,
    closing_from,
    end_of_nth_calendar_day,
    end_of_nth_working_day,
    working_time_between,
)

WORKING_MINUTES = "working_minutes"
WORKING_DAYS = "working_days"
CALENDAR_DAYS = "calendar_days"


class TermsError(ValueError):
    """A promise that the policy does not contain."""


@dataclass(frozen=True)
class Target:
    """How long one kind of clock may run. `complaint_kind` empty: for every kind of complaint."""

    clock_kind: str
    complaint_kind: str
    amount: int
    unit: str
    is_internal: bool
    source: str


@dataclass(frozen=True)
class Rule:
    """When a level is told: at `percent` of the promised office time, or `after_days` working days past due."""

    level: str
    rank: int
    percent: int | None = None
    after_days: int | None = None


@dataclass(frozen=True)
class Terms:
    """Everything that one version of the policy says."""

    targets: tuple[Target, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class DueTimes:
    """When a promise ends: `due_at` binds; `internal` is the aim before it, `legal` the law's own date beside it."""

    due_at: datetime
    internal: datetime | None = None
    legal: datetime | None = None


@dataclass(frozen=True)
class PlannedStep:
    """One rung of the ladder and its moment."""

    level: str
    rank: int
    fires_at: datetime


def due_times(
    terms: Terms, calendar: Calendar, clock_kind: str, complaint_kinds: Collection[str], received: datetime
) -> DueTimes:
    """When a clock started at `received` is due, for the strictest of `complaint_kinds`.

    Raises TermsError when the policy promises nothing for this clock.
    """
    ends = target_ends(terms, calendar, clock_kind, complaint_kinds, received)
    limits = [end for target, end in ends if not target.is_internal]
    if not limits:
        raise TermsError(f"The policy has no limit for clock {clock_kind!r} and kinds {sorted(complaint_kinds)}")
    aims = [end for target, end in ends if target.is_internal]
    laws = [end for target, end in ends if target.unit == CALENDAR_DAYS]
    return DueTimes(min(limits), min(aims, default=None), min(laws, default=None))


def target_ends(
    terms: Terms, calendar: Calendar, clock_kind: str, complaint_kinds: Collection[str], received: datetime
) -> list[tuple[Target, datetime]]:
    """Every target of the clock with its end, the earliest first."""
    targets = [target for target in terms.targets if _applies(target, clock_kind, complaint_kinds)]
    return sorted(((target, _ends_at(target, calendar, received)) for target in targets), key=itemgetter(1))


def move_by_pauses(calendar: Calendar, times: DueTimes, pauses: Sequence[Span]) -> DueTimes:
    """The same promise after pauses: every date moves by exactly the office time that was paused."""
    paused = sum((working_time_between(calendar, start, end) for start, end in pauses), ZERO)
    return DueTimes(
        add_working_time(calendar, times.due_at, paused),
        times.internal and add_working_time(calendar, times.internal, paused),
        times.legal and add_working_time(calendar, times.legal, paused),
    )


def extend(calendar: Calendar, times: DueTimes, until: date, granted_at: datetime, pauses: Sequence[Span]) -> DueTimes:
    """The same promise, to be kept by the end of office hours on `until`; never earlier than before, never later than
    the law's own date. What was paused after `granted_at` moves the new date on."""
    later = [(max(start, granted_at), end) for start, end in pauses]
    paused = sum((working_time_between(calendar, start, end) for start, end in later), ZERO)
    extended = max(times.due_at, add_working_time(calendar, closing_from(calendar, until), paused))
    return replace(times, due_at=min(extended, times.legal) if times.legal else extended)


def plan_steps(
    rules: Sequence[Rule], calendar: Calendar, started_at: datetime, due_at: datetime, pauses: Sequence[Span] = ()
) -> tuple[PlannedStep, ...]:
    """The ladder of a clock whose `due_at` has already been moved by its (ended) pauses."""
    return tuple(
        PlannedStep(rule.level, rule.rank, _fires_at(rule, calendar, started_at, due_at, pauses)) for rule in rules
    )


def _applies(target: Target, clock_kind: str, complaint_kinds: Collection[str]) -> bool:
    return target.clock_kind == clock_kind and (not target.complaint_kind or target.complaint_kind in complaint_kinds)


def _ends_at(target: Target, calendar: Calendar, received: datetime) -> datetime:
    if target.unit == WORKING_MINUTES:
        return add_working_time(calendar, received, timedelta(minutes=target.amount))
    if target.unit == WORKING_DAYS:
        return end_of_nth_working_day(calendar, received, target.amount)
    return end_of_nth_calendar_day(calendar, received, target.amount)


def _fires_at(
    rule: Rule, calendar: Calendar, started_at: datetime, due_at: datetime, pauses: Sequence[Span]
) -> datetime:
    if rule.percent is None:
        return end_of_nth_working_day(calendar, due_at, rule.after_days) if rule.after_days else due_at
    paused = [(start, working_time_between(calendar, start, end)) for start, end in sorted(pauses)]
    promised = working_time_between(calendar, started_at, due_at) - sum((length for _, length in paused), ZERO)
    moment = add_working_time(calendar, started_at, max(promised, ZERO) * rule.percent / 100)
    for start, length in paused:
        if moment > start:
            moment = add_working_time(calendar, moment, length)
    # A calendar limit may fall inside a long holiday, before any office time: no warning comes after its due time.
    return min(moment, due_at)
