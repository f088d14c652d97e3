"""One year of the calendar as a grid of weeks. Pure, no database."""

from calendar import Calendar as Weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .working_time import Calendar, is_working_day, season_of

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


@dataclass(frozen=True)
class Day:
    """One cell. `look` is work, extra, season, weekend or off; `name` says why the offices are open or shut, or keep
    other hours."""

    number: int
    look: str
    name: str


@dataclass(frozen=True)
class Month:
    """A month: its weeks from Monday on, None outside of it, and how many working days it has."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int


def read_year(calendar: Calendar, year: int, names: Mapping[date, str]) -> list[Month]:
    """The twelve months; `names` are the days off of the calendar with their words."""
    return [_month(calendar, year, month, names) for month in range(1, 13)]


def _month(calendar: Calendar, year: int, month: int, names: Mapping[date, str]) -> Month:
    rows = Weeks().monthdatescalendar(year, month)
    weeks = tuple(tuple(_day(calendar, day, names) if day.month == month else None for day in row) for row in rows)
    working = sum(is_working_day(calendar, day) for row in rows for day in row if day.month == month)
    return Month(MONTHS[month - 1], weeks, working)


def _day(calendar: Calendar, day: date, names: Mapping[date, str]) -> Day:
    if extra := calendar.extras.get(day):
        return Day(day.day, "extra", extra.name)
    if day in names:
        return Day(day.day, "off", names[day])
    if not is_working_day(calendar, day):
        return Day(day.day, "weekend", "")
    season = season_of(calendar, day)
    return Day(day.day, "season" if season.from_date else "work", season.name if season.from_date else "")
