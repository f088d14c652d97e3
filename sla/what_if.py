"""What a promise would have meant for cases of the past: the same engine over their clocks. Reads, writes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from .calendars import current_calendar
from .counting import ended_pauses, own_calendar
from .models import ClockKind, SlaClock
from .policies import counted_kinds
from .terms import Terms, due_times, move_by_pauses
from .working_time import Calendar, Span

MOST_CLOCKS = 20_000  # the newest; a few seconds of counting
CHUNK = 2_000
Outcome = Counter[str]


@dataclass(frozen=True)
class Comparison:
    """One kind of clock: how many there were, how many due times differ, and how many verdicts."""

    kind: ClockKind
    total: int
    changed: int
    newly_missed: int
    newly_met: int


def compare(clocks: QuerySet[SlaClock], terms: Terms, now: datetime) -> list[Comparison]:
    """Judges the newest MOST_CLOCKS of these clocks by `terms` and by what was promised. Extensions that were granted
    are left out on both sides; cancelled clocks have no verdict. A running clock is judged as of `now`."""
    counted: dict[str, Outcome] = {}
    for clock, new_due in _recounted(clocks, terms):
        judged_at = clock.stopped_at or now
        was_met, is_met = judged_at <= clock.due_at, judged_at <= new_due
        outcome = counted.setdefault(clock.kind, Counter())
        outcome["total"] += 1
        outcome["changed"] += new_due != clock.due_at
        outcome["newly_missed"] += was_met and not is_met
        outcome["newly_met"] += is_met and not was_met
    return [_comparison(kind, counted[kind]) for kind in ClockKind if kind in counted]


def _recounted(clocks: QuerySet[SlaClock], terms: Terms) -> Iterator[tuple[SlaClock, datetime]]:
    calendar = current_calendar()
    wanted = clocks.filter(cancelled_at=None, kind__in={target.clock_kind for target in terms.targets})
    newest = list(wanted.filter(extensions=None).order_by("-started_at", "-pk")[:MOST_CLOCKS])
    for first in range(0, len(newest), CHUNK):
        chunk = newest[first : first + CHUNK]
        pauses = ended_pauses(chunk)
        for clock in chunk:
            yield clock, _due_at(clock, terms, calendar, pauses.get(clock.pk, ()))


def _due_at(clock: SlaClock, terms: Terms, calendar: Calendar, pauses: Sequence[Span]) -> datetime:
    kinds = counted_kinds(clock.complaint_kind, is_confirmed=clock.is_kind_confirmed)
    calendar = own_calendar(clock, calendar)
    times = due_times(terms, calendar, clock.kind, kinds, clock.started_at)
    return move_by_pauses(calendar, times, pauses).due_at


def _comparison(kind: ClockKind, outcome: Outcome) -> Comparison:
    return Comparison(kind, outcome["total"], outcome["changed"], outcome["newly_missed"], outcome["newly_met"])
