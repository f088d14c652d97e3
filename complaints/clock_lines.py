"""The promises of one case as lines: what each is called and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla.clock_facts import HOUSE_KINDS
from sla.counting import own_calendar
from sla.models import ClockKind, SlaClock
from sla.working_time import Calendar

from .deadlines import NO_DEADLINE, PAUSED_DEADLINE, Deadline, duration_words, read_deadline
from .wording import full_date

NEARLY_SHUT = timedelta(hours=2)  # of a channel's window


@dataclass(frozen=True)
class ClockLine:
    """One promise and how it stands."""

    pk: int
    label: str
    deadline: Deadline
    due_at: datetime


def read_clock_lines(clocks: Iterable[SlaClock], calendar: Calendar, now: datetime) -> list[ClockLine]:
    """What was ever promised, but for what was cancelled, in the order in which it began."""
    rows = [clock for clock in clocks if clock.cancelled_at is None]
    return [_line(clock, now, calendar) for clock in sorted(rows, key=lambda clock: (clock.started_at, clock.due_at))]


def due_first(clocks: Iterable[SlaClock], calendar: Calendar, now: datetime) -> ClockLine | None:
    """The city's running promise that is due first."""
    running = (clock for clock in clocks if clock.is_open and not clock.paused_at and clock.kind not in HOUSE_KINDS)
    first = min(running, key=lambda clock: clock.due_at, default=None)
    return _line(first, now, calendar) if first else None


def _line(clock: SlaClock, now: datetime, calendar: Calendar) -> ClockLine:
    label = "Janji langkah berikut" if clock.kind == ClockKind.PROMISE else clock.get_kind_display()
    return ClockLine(clock.pk, label, _deadline(clock, now, calendar), clock.due_at)


def _deadline(clock: SlaClock, now: datetime, calendar: Calendar) -> Deadline:
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
