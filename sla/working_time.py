"""Office time of the city: pure arithmetic over a calendar value. No Django, no database, no clock.

Every moment that comes in is aware; every moment that goes out is in the calendar's zone (WITA: midnight in
Jakarta is 01.00 in Bontang). Office time is half open: at the closing minute the block is over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")
ZERO = timedelta(0)
LAST_SECOND = time(23, 59, 59)

# A year without one office minute is a broken calendar, not a long holiday.
SEARCH_DAYS = 366

Span = tuple[datetime, datetime]


class CalendarError(ValueError):
    """A calendar in which the wanted moment cannot be found."""


@dataclass(frozen=True)
class Block:
    """One stretch of office time on one day; `closes` itself lies outside."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Season:
    """Office blocks by weekday (0 is Monday), in force from `from_date` to `to_date`, both included."""

    name: str
    blocks: Mapping[int, tuple[Block, ...]]
    from_date: date | None = None
    to_date: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the season is in force on that day; an open end reaches for ever."""
        return (self.from_date or date.min) <= day <= (self.to_date or date.max)


@dataclass(frozen=True)
class Extra:
    """A day that is worked although its weekday is free; it has the hours of the weekday `works_like` (0 is Monday)."""

    name: str
    works_like: int


@dataclass(frozen=True)
class Calendar:
    """When the city works. Seasons with dates (Ramadan) win over the ordinary one; `holidays` maps day to name.

    `extras` are worked whatever else is said of the day. `units` holds the calendars of those that keep hours of their
    own, by key, `parts` those of single parts, by the keys of unit and part. Where it `never_closes` every minute is
    office time and every day a working day.
    """

    ordinary: Season
    seasons: tuple[Season, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    zone: ZoneInfo = WITA
    extras: Mapping[date, Extra] = field(default_factory=dict)
    units: Mapping[int, "Calendar"] = field(default_factory=dict)
    parts: Mapping[tuple[int, int], "Calendar"] = field(default_factory=dict)
    never_closes: bool = False
    # Promises are counted over the same few days again and again (recomputing 100,000 clocks): each is laid out once.
    _spans: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _following: dict[date, date] = field(default_factory=dict, init=False, repr=False, compare=False)


def around_the_clock(zone: ZoneInfo = WITA) -> Calendar:
    """The calendar of a unit on shift: day and night, at weekends and on days off."""
    return Calendar(Season("24 jam", {}), zone=zone, never_closes=True)


def unit_calendar(calendar: Calendar, unit: int | None, part: int | None = None) -> Calendar:
    """The calendar by which that part of the unit works: its own, or the unit's, or else the city's."""
    if unit is None:
        return calendar
    own = calendar.parts.get((unit, part)) if part is not None else None
    return own or calendar.units.get(unit, calendar)


def has_own_hours(calendar: Calendar, unit: int | None) -> bool:
    """Whether the unit, or a part of it, keeps other hours than the city."""
    return unit in calendar.units or any(unit == of for of, _ in calendar.parts)


def season_of(calendar: Calendar, day: date) -> Season:
    """The season in force on that day."""
    return next((season for season in calendar.seasons if season.covers(day)), calendar.ordinary)


def office_spans(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The office blocks of a day as moments, in order; none on a holiday or at the weekend."""
    spans = calendar._spans.get(day)
    if spans is None:
        spans = calendar._spans[day] = _lay_out(calendar, day)
    return spans


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the offices open at all on that day."""
    return bool(office_spans(calendar, day))


def is_working_moment(calendar: Calendar, moment: datetime) -> bool:
    """Whether the offices are open at that moment."""
    return any(opens <= moment < closes for opens, closes in office_spans(calendar, local_day(calendar, moment)))


def next_working_moment(calendar: Calendar, moment: datetime) -> datetime:
    """The moment itself when the offices are open, else the next opening."""
    opens, _ = next(_spans_after(calendar, moment))
    return max(opens, moment.astimezone(calendar.zone))


def add_working_time(calendar: Calendar, moment: datetime, amount: timedelta) -> datetime:
    """The moment at which `amount` of office time has passed; counted from the next office moment.

    An amount that ends with a block ends at its closing, not at the next opening. Nothing added moves nothing.
    Raises ValueError for a negative amount.
    """
    if amount < ZERO:
        raise ValueError(f"A promise of {amount} cannot be kept")
    if amount == ZERO:
        return moment.astimezone(calendar.zone)
    spans = _spans_after(calendar, moment)
    while True:
        opens, closes = next(spans)
        start = max(opens, moment.astimezone(calendar.zone))
        if amount <= closes - start:
            return start + amount
        amount -= closes - start


def working_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Office time from `start` to `end`; zero when `end` is not later. Inverse of add_working_time."""
    total, day, last = ZERO, local_day(calendar, start), local_day(calendar, end)
    while day <= last:
        for opens, closes in office_spans(calendar, day):
            total += max(min(closes, end) - max(opens, start), ZERO)
        day += timedelta(days=1)
    return total


def add_working_minutes(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    """add_working_time in minutes."""
    return add_working_time(calendar, moment, timedelta(minutes=minutes))


def working_minutes_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """working_time_between in whole minutes, rounded down."""
    return working_time_between(calendar, start, end) // timedelta(minutes=1)


def before_working_time(calendar: Calendar, moment: datetime, amount: timedelta) -> datetime:
    """The latest moment from which on `amount` of office time is left until `moment`.

    Raises CalendarError when the calendar has not so much in the year before.
    """
    day, left = local_day(calendar, moment), amount
    for offset in range(SEARCH_DAYS + 1):
        for opens, closes in reversed(office_spans(calendar, day - timedelta(days=offset))):
            end = min(closes, moment.astimezone(calendar.zone))
            if end - opens >= left:
                return end - left
            left -= max(end - opens, ZERO)
    raise CalendarError(f"No {amount} of office time within {SEARCH_DAYS} days before {moment}")


def opening_from(calendar: Calendar, day: date) -> datetime:
    """When the offices open on that day, or on the next working day when they do not open."""
    working = day if is_working_day(calendar, day) else _next_working_day(calendar, day)
    return office_spans(calendar, working)[0][0]


def nth_working_day(calendar: Calendar, received: datetime, days: int) -> date:
    """The N-th working day after the day of receipt, which itself never counts, whatever the hour.

    Raises ValueError when `days` is below 1.
    """
    if days < 1:
        raise ValueError(f"{days} working days is no promise")
    day = local_day(calendar, received)
    for _ in range(days):
        day = _next_working_day(calendar, day)
    return day


def end_of_nth_working_day(calendar: Calendar, received: datetime, days: int) -> datetime:
    """Closing time of the N-th working day after the day of receipt; 23.59.59 where it never closes. Raises ValueError
    when `days` is below 1."""
    return _closing(calendar, nth_working_day(calendar, received, days))


def closing_from(calendar: Calendar, day: date) -> datetime:
    """When the offices close on that day, or on the next working day when they do not open."""
    working = day if is_working_day(calendar, day) else _next_working_day(calendar, day)
    return _closing(calendar, working)


def end_of_nth_calendar_day(calendar: Calendar, received: datetime, days: int) -> datetime:
    """23.59.59 of the N-th day after the day of receipt, holidays and weekends included."""
    day = local_day(calendar, received) + timedelta(days=days)
    return datetime.combine(day, LAST_SECOND, calendar.zone)


def next_daytime(calendar: Calendar, moment: datetime, quiet_from: time, quiet_until: time) -> datetime:
    """The moment itself on a working day between the first opening and `quiet_from`, else the next opening of a day;
    where it never closes a day opens at `quiet_until`.

    Lunch is daytime: nobody is woken by a notice at noon.
    """
    local = moment.astimezone(calendar.zone)
    day = local.date()
    if not is_working_day(calendar, day) or local.time() >= quiet_from:
        day = _next_working_day(calendar, day)
    opens = office_spans(calendar, day)[0][0]
    return max(opens, datetime.combine(day, quiet_until, calendar.zone), local)


def local_day(calendar: Calendar, moment: datetime) -> date:
    """The date that the calendar on the wall in Bontang shows at that moment."""
    return moment.astimezone(calendar.zone).date()


def _lay_out(calendar: Calendar, day: date) -> tuple[Span, ...]:
    if calendar.never_closes:
        return ((_midnight(calendar, day), _midnight(calendar, day + timedelta(days=1))),)
    extra = calendar.extras.get(day)
    if extra is None and day in calendar.holidays:
        return ()
    weekday = extra.works_like if extra else day.weekday()
    blocks = season_of(calendar, day).blocks.get(weekday, ())
    return tuple(
        (datetime.combine(day, block.opens, calendar.zone), datetime.combine(day, block.closes, calendar.zone))
        for block in blocks
    )


def _midnight(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day, time.min, calendar.zone)


def _closing(calendar: Calendar, day: date) -> datetime:
    # Midnight belongs to the next day: a promise for a day must be over on that day.
    return min(office_spans(calendar, day)[-1][1], datetime.combine(day, LAST_SECOND, calendar.zone))


def _next_working_day(calendar: Calendar, day: date) -> date:
    known = calendar._following.get(day)
    if known is None:
        known = calendar._following[day] = _find_working_day(calendar, day)
    return known


def _find_working_day(calendar: Calendar, day: date) -> date:
    following = (day + timedelta(days=offset) for offset in range(1, SEARCH_DAYS + 1))
    found = next((candidate for candidate in following if is_working_day(calendar, candidate)), None)
    if found is None:
        raise CalendarError(f"No working day within {SEARCH_DAYS} days after {day}")
    return found


def _spans_after(calendar: Calendar, moment: datetime) -> Iterator[Span]:
    day = local_day(calendar, moment)
    yield from (span for span in office_spans(calendar, day) if span[1] > moment)
    while True:
        day = _next_working_day(calendar, day)
        yield from office_spans(calendar, day)
