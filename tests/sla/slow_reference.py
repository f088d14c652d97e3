"""Time as a row of seconds: slow, simple, and without one line of the engine that it judges.

A day is 86,400 flags, one for each second in which somebody works; everything is found by counting flags.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Makassar")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LAST_SECOND = time(23, 59, 59)
SECONDS = 24 * 60 * 60
HUNDREDTH = timedelta(milliseconds=10)
WITH_LUNCH = ("07:30-12:00", "13:00-16:00")
FRIDAY_HOURS = ("07:30-11:30", "13:00-16:30")
RAMADAN = ("08:00-12:00", "12:30-15:00")
RAMADAN_FRIDAY = ("08:00-11:30", "12:30-15:30")
ALL_DAY = ("00:00-24:00",)
FRIDAY = 4

Span = tuple[datetime, datetime]
Who = tuple[int | None, int | None]  # a unit and a category; the city itself is (None, None)
CITY: Who = (None, None)


@dataclass
class Reference:
    """The calendar as sets. `fasts` are the Ramadans by name; `shifts` those who work around the clock: a unit with its
    category, or with None as a whole."""

    holidays: set[date]
    worked: set[date] = field(default_factory=set)
    fasts: dict[str, tuple[date, date]] = field(default_factory=dict)
    shifts: set[Who] = field(default_factory=set)

    def is_on_shift(self, who: Who) -> bool:
        unit, _ = who
        return unit is not None and bool({who, (unit, None)} & self.shifts)

    def flags(self, day: date, who: Who) -> bytes:
        """The seconds of the day, 1 where that unit works."""
        if self.is_on_shift(who):
            return flags_of(ALL_DAY)
        if day not in self.worked and (day.weekday() > FRIDAY or day in self.holidays):
            return flags_of(())
        is_friday = day.weekday() == FRIDAY  # a Saturday that counts has Monday's hours
        if any(first <= day <= last for first, last in self.fasts.values()):
            return flags_of(RAMADAN_FRIDAY if is_friday else RAMADAN)
        return flags_of(FRIDAY_HOURS if is_friday else WITH_LUNCH)

    def seconds(self, start: datetime, end: datetime, who: Who) -> int:
        """Seconds worked from `start` to `end`."""
        total, day = 0, start.date()
        while day <= end.date():
            total += _worked(self.flags(day, who), _place(start, day), _place(end, day))
            day += DAY
        return total

    def add(self, moment: datetime, seconds: int, who: Who, without: Sequence[Span] = ()) -> datetime:
        """The end of the last of `seconds` worked seconds after `moment`, leaving out the stretches `without`."""
        if not seconds:
            return moment
        day, first = moment.date(), _place(moment, moment.date())
        while True:
            flags = self._left(day, who, without)
            found = _worked(flags, first, SECONDS)
            if found >= seconds:
                return _midnight(day) + SECOND * (_nth(flags, first, seconds) + 1)
            seconds, day, first = seconds - found, day + DAY, 0

    def _left(self, day: date, who: Who, without: Sequence[Span]) -> bytes:
        whole = self.flags(day, who)
        cuts = [(_place(start, day), _place(end, day)) for start, end in without]
        cuts = [(begins, ends) for begins, ends in cuts if begins < ends]
        if not cuts:
            return whole
        flags = bytearray(whole)
        for begins, ends in cuts:
            flags[begins:ends] = bytes(ends - begins)
        return bytes(flags)

    def part_of(self, start: datetime, hundredths: int, who: Who, without: Sequence[Span]) -> datetime:
        """add for hundredths of seconds: what is left of a whole second is taken of the next worked one."""
        whole, rest = divmod(hundredths, 100)
        if not rest:
            return self.add(start, whole, who, without)
        return self.add(start, whole + 1, who, without) - SECOND + HUNDREDTH * rest

    def opens(self, day: date, who: Who) -> bool:
        return 1 in self.flags(day, who)

    def closing(self, day: date, days: int, who: Who) -> datetime:
        """The end of work on the `days`-th working day after `day`; 0: on that day, or the next one that is worked."""
        while days or not self.opens(day, who):
            day += DAY
            if days:
                days -= self.opens(day, who)
        last = _midnight(day) + SECOND * (self.flags(day, who).rindex(1) + 1)
        return min(last, datetime.combine(day, LAST_SECOND, ZONE))


@cache
def flags_of(blocks: tuple[str, ...]) -> bytes:
    """86,400 flags of a day with these blocks."""
    flags = bytearray(SECONDS)
    for block in blocks:
        opens, closes = (_second(edge) for edge in block.split("-"))
        for second in range(opens, closes):
            flags[second] = 1
    return bytes(flags)


def _worked(flags: bytes, begins: int, ends: int) -> int:
    """Flags from `begins` to before `ends`; most days are asked for as a whole."""
    return _whole(flags) if (begins, ends) == (0, SECONDS) else flags.count(1, begins, max(ends, begins))


@cache
def _whole(flags: bytes) -> int:
    return flags.count(1)


def _second(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)


def _place(moment: datetime, day: date) -> int:
    """The second of that day at which the moment lies, or the nearest end of the day."""
    return min(max((moment - _midnight(day)) // SECOND, 0), SECONDS)


def _nth(flags: bytes, first: int, number: int) -> int:
    """Where the `number`-th flag from `first` on stands."""
    low, high = first, len(flags)
    while high - low > 1:
        middle = (low + high) // 2
        if flags.count(1, low, middle) >= number:
            high = middle
        else:
            number -= flags.count(1, low, middle)
            low = middle
    return low
