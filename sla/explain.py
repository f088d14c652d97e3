"""A due time on paper: day by day, block by block, by the same engine that set it. Reads, writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .calendars import current_calendar
from .counting import count_due_times, ended_pauses, granted_extensions, own_calendar
from .models import ClockPause, Extension, SlaClock, Unit
from .office_words import DAYS, office_length
from .policies import counted_kinds, terms_of
from .terms import CALENDAR_DAYS, WORKING_MINUTES, Target, target_ends
from .working_time import (
    ZERO,
    Calendar,
    Span,
    add_working_time,
    is_working_day,
    local_day,
    office_spans,
    season_of,
    working_time_between,
)


@dataclass(frozen=True)
class Row:
    """One day of a count. `hours` are the blocks that count, `note` says why they do, or why the day does not."""

    day: date
    hours: str
    note: str
    length: timedelta

    @property
    def words(self) -> str:
        """The counted office time in words; empty where none is counted."""
        return office_length(self.length) if self.length else ""


@dataclass(frozen=True)
class Limit:
    """One limit of the policy. `moved_to` is its end after the pauses; `binds` marks the one that is the due time."""

    target: Target
    rows: tuple[Row, ...]
    ends_at: datetime
    moved_to: datetime
    binds: bool

    @property
    def unit(self) -> str:
        """What is counted, in words: `hari kerja`."""
        return str(Unit(self.target.unit).label)


@dataclass(frozen=True)
class Held:
    """A pause. `length` is the office time in it, none while it lasts: an open pause counts when it ends."""

    pause: ClockPause
    rows: tuple[Row, ...]
    length: timedelta

    @property
    def words(self) -> str:
        """The office time in words."""
        return office_length(self.length)


@dataclass(frozen=True)
class Explanation:
    """The whole arithmetic. `moved` walks the paused time on from the first due time to `moved_to`; `extension` is the
    granted one, if any; `due_at` is the result, which agrees with the stored one unless the calendar has changed since
    the clock was closed. `is_on_shift`: counted around the clock, because its unit works so, or
    the part of it named in `shift_part`."""

    limits: tuple[Limit, ...]
    pauses: tuple[Held, ...]
    paused: timedelta
    base_at: datetime
    moved_to: datetime
    moved: tuple[Row, ...]
    extension: Extension | None
    due_at: datetime
    agrees: bool
    is_on_shift: bool
    shift_part: str

    @property
    def paused_words(self) -> str:
        """The office time of all pauses in words."""
        return office_length(self.paused)


def explain(clock: SlaClock) -> Explanation:
    """How the due time of the clock comes about, by its own version of the policy and the calendar as it stands.

    Raises TermsError or CalendarError when they have not been loaded.
    """
    whole = current_calendar()
    calendar = own_calendar(clock, whole)
    pauses = ended_pauses([clock]).get(clock.pk, ())
    base = count_due_times(clock, calendar).due_at
    moved_to = count_due_times(clock, calendar, pauses).due_at
    extension = granted_extensions([clock]).get(clock.pk)
    due_at = count_due_times(clock, calendar, pauses, extension).due_at
    held = tuple(_held(pause, calendar) for pause in clock.pauses.order_by("started_at", "pk"))
    return Explanation(
        limits=_limits(clock, calendar, due_at, pauses),
        pauses=held,
        paused=sum((pause.length for pause in held), ZERO),
        base_at=base,
        moved_to=moved_to,
        moved=tuple(office_rows(calendar, base, moved_to)) if moved_to != base else (),
        extension=extension,
        due_at=due_at,
        agrees=due_at == clock.due_at,
        is_on_shift=calendar.never_closes,
        shift_part=_part(clock, whole),
    )


def office_rows(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Row]:
    """The office time from `start` to `end`, one row for each day of the calendar on the wall."""
    for day in _days(local_day(calendar, start), local_day(calendar, end)):
        spans = [(max(opens, start), min(closes, end)) for opens, closes in office_spans(calendar, day)]
        counted = [(opens, closes) for opens, closes in spans if opens < closes]
        length = sum((closes - opens for opens, closes in counted), ZERO)
        yield Row(day, _hours(calendar, counted), _day_note(calendar, day), length)


def _part(clock: SlaClock, calendar: Calendar) -> str:
    is_of_part = (clock.hours_of_id, clock.hours_part_id) in calendar.parts
    return clock.hours_part.name if clock.hours_part and is_of_part else ""


def _limits(clock: SlaClock, calendar: Calendar, due_at: datetime, pauses: Sequence[Span]) -> tuple[Limit, ...]:
    kinds = counted_kinds(clock.complaint_kind, is_confirmed=clock.is_kind_confirmed)
    paused = sum((working_time_between(calendar, *span) for span in pauses), ZERO)
    ends = target_ends(terms_of(clock.policy_id), calendar, clock.kind, kinds, clock.started_at)
    return tuple(
        _limit(target, end, add_working_time(calendar, end, paused), clock, calendar, due_at) for target, end in ends
    )


def _limit(
    target: Target, end: datetime, moved_to: datetime, clock: SlaClock, calendar: Calendar, due_at: datetime
) -> Limit:
    rows = tuple(_target_rows(target, calendar, clock.started_at, end))
    return Limit(target, rows, end, moved_to, binds=moved_to == due_at and not target.is_internal)


def _target_rows(target: Target, calendar: Calendar, received: datetime, end: datetime) -> Iterator[Row]:
    if target.unit == WORKING_MINUTES:
        yield from office_rows(calendar, received, end)
        return
    first, last = local_day(calendar, received), local_day(calendar, end)
    yield Row(first, "", "Hari diterima, tidak dihitung", ZERO)
    if target.unit == CALENDAR_DAYS:
        yield Row(last, "", f"Hari kalender ke-{target.amount}, sampai pukul 23.59", ZERO)
        return
    yield from _working_days(calendar, first + timedelta(days=1), last)


def _working_days(calendar: Calendar, first: date, last: date) -> Iterator[Row]:
    number = 0
    for day in _days(first, last):
        if not is_working_day(calendar, day):
            yield Row(day, "", _day_note(calendar, day), ZERO)
            continue
        number += 1
        spans = office_spans(calendar, day)
        note = ", ".join(part for part in (f"Hari kerja ke-{number}", _day_note(calendar, day)) if part)
        yield Row(day, _hours(calendar, spans), note, sum((closes - opens for opens, closes in spans), ZERO))


def _held(pause: ClockPause, calendar: Calendar) -> Held:
    if pause.ended_at is None:
        return Held(pause, (), ZERO)
    rows = tuple(office_rows(calendar, pause.started_at, pause.ended_at))
    return Held(pause, rows, working_time_between(calendar, pause.started_at, pause.ended_at))


def _day_note(calendar: Calendar, day: date) -> str:
    """Why the offices are shut on that day, or which season's hours they keep; empty on an ordinary day."""
    if calendar.never_closes:
        return ""
    if extra := calendar.extras.get(day):
        return f"hari kerja pengganti: {extra.name}"
    if day in calendar.holidays:
        return f"Libur: {calendar.holidays[day]}"
    if not is_working_day(calendar, day):
        return f"Libur: {DAYS[day.weekday()]}"
    season = season_of(calendar, day)
    return f"jam {season.name}" if season.from_date else ""


def _hours(calendar: Calendar, spans: Sequence[Span]) -> str:
    local = ((opens.astimezone(calendar.zone), closes.astimezone(calendar.zone)) for opens, closes in spans)
    return ", ".join(f"{opens:%H.%M}-{_closing_words(opens, closes)}" for opens, closes in local)


def _closing_words(opens: datetime, closes: datetime) -> str:
    # Midnight at the end of a day reads as its end and not as the beginning of the next one.
    return "24.00" if closes.date() > opens.date() else f"{closes:%H.%M}"


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
