"""Saturdays that count and units on shift as a truth table: each row is a case in words, worked out by hand on 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.definitions import default_calendar
from sla.working_time import (
    WITA,
    Calendar,
    Extra,
    add_working_minutes,
    add_working_time,
    around_the_clock,
    closing_from,
    end_of_nth_working_day,
    is_working_day,
    is_working_moment,
    next_working_moment,
    nth_working_day,
    unit_calendar,
    working_minutes_between,
    working_time_between,
)
from tests.sla.city_calendar import CALENDAR
from tests.sla.kit import wita

MONDAY, FRIDAY = 0, 4
CITY = replace(
    CALENDAR,
    extras={
        date(2026, 2, 28): Extra("Pengganti libur, Sabtu di bulan Ramadan", FRIDAY),
        date(2026, 4, 3): Extra("Wafat Yesus Kristus dipindahkan", FRIDAY),
        date(2026, 4, 11): Extra("Pengganti cuti bersama", MONDAY),
        date(2026, 4, 19): Extra("Pengganti libur kota", FRIDAY),
    },
)
SHIFT = around_the_clock()


@pytest.mark.parametrize(
    ("words", "calendar", "start", "minutes", "due"),
    [
        ("Friday runs over into the Saturday that counts", CITY, "2026-04-10 16:15", 30, "2026-04-11 07:45"),
        ("a Friday afternoon and half of that Saturday", CITY, "2026-04-10 15:30", 240, "2026-04-11 10:30"),
        ("inside that Saturday", CITY, "2026-04-11 10:00", 60, "2026-04-11 11:00"),
        ("its lunch is Monday's", CITY, "2026-04-11 11:30", 60, "2026-04-11 13:30"),
        ("it closes at 16.00 like Monday", CITY, "2026-04-11 15:45", 30, "2026-04-13 07:45"),
        ("in its evening: Monday", CITY, "2026-04-11 20:00", 60, "2026-04-13 08:30"),
        ("the Sunday behind it is free", CITY, "2026-04-12 10:00", 60, "2026-04-13 08:30"),
        ("23.30 of Friday in Jakarta is that Saturday here", CITY, "2026-04-10T23:30+07:00", 60, "2026-04-11 08:30"),
        ("a Sunday with Friday's lunch", CITY, "2026-04-19 11:15", 30, "2026-04-19 13:15"),
        ("and Friday's closing", CITY, "2026-04-19 16:15", 30, "2026-04-20 07:45"),
        ("its Saturday is free as ever", CITY, "2026-04-17 17:00", 60, "2026-04-19 08:30"),
        ("a Saturday of Ramadan opens at 08.00", CITY, "2026-02-28 07:00", 60, "2026-02-28 09:00"),
        ("and has the lunch of a Friday of Ramadan", CITY, "2026-02-28 11:15", 30, "2026-02-28 12:45"),
        ("and closes at 15.30", CITY, "2026-02-28 15:15", 30, "2026-03-02 08:15"),
        ("a holiday that a decree lets be worked", CITY, "2026-04-03 09:00", 60, "2026-04-03 10:00"),
        ("the evening before it", CITY, "2026-04-02 15:45", 30, "2026-04-03 07:45"),
        ("any other Saturday is free", CITY, "2026-04-25 10:00", 60, "2026-04-27 08:30"),
        ("shift: in the night", SHIFT, "2026-04-11 22:00", 60, "2026-04-11 23:00"),
        ("shift: over midnight", SHIFT, "2026-04-11 23:30", 60, "2026-04-12 00:30"),
        ("shift: until midnight", SHIFT, "2026-04-11 22:00", 120, "2026-04-12 00:00"),
        ("shift: on a Sunday", SHIFT, "2026-04-12 10:00", 240, "2026-04-12 14:00"),
        ("shift: on Idul Fitri", SHIFT, "2026-03-21 08:00", 240, "2026-03-21 12:00"),
        ("shift: over New Year", SHIFT, "2026-12-31 23:00", 120, "2027-01-01 01:00"),
        ("shift: lunch counts", SHIFT, "2026-04-06 11:50", 20, "2026-04-06 12:10"),
        ("shift: Friday's lunch counts", SHIFT, "2026-04-10 11:20", 60, "2026-04-10 12:20"),
        ("shift: Ramadan shortens nothing", SHIFT, "2026-02-23 15:00", 60, "2026-02-23 16:00"),
        ("shift: 1,440 minutes are a day", SHIFT, "2026-04-06 09:00", 1440, "2026-04-07 09:00"),
        ("shift: 10,080 are a week", SHIFT, "2026-04-06 09:00", 10080, "2026-04-13 09:00"),
        ("shift: over 29 February", SHIFT, "2028-02-28 23:00", 1500, "2028-03-01 00:00"),
        ("shift: midnight in Jakarta is 01.00 here", SHIFT, "2026-04-07T00:00+07:00", 60, "2026-04-07 02:00"),
        ("shift: 16.00 UTC is midnight here", SHIFT, "2026-04-06T16:00+00:00", 60, "2026-04-07 01:00"),
        ("shift: seconds are kept", SHIFT, "2026-04-11 23:59:30", 1, "2026-04-12 00:00:30"),
        ("shift: nothing added moves nothing", SHIFT, "2026-04-12 03:00", 0, "2026-04-12 03:00"),
    ],
)
def test_add_working_minutes(words: str, calendar: Calendar, start: str, minutes: int, due: str) -> None:
    assert add_working_minutes(calendar, wita(start), minutes) == wita(due), words


@pytest.mark.parametrize(
    ("words", "calendar", "received", "days", "due"),
    [
        ("on Friday: the Saturday that counts", CITY, "2026-04-10 09:00", 1, "2026-04-11 16:00"),
        ("two days from Thursday", CITY, "2026-04-09 09:00", 2, "2026-04-11 16:00"),
        ("two days from Friday", CITY, "2026-04-10 09:00", 2, "2026-04-13 16:00"),
        ("received on that Saturday, which itself does not count", CITY, "2026-04-11 09:00", 1, "2026-04-13 16:00"),
        ("five days, the sixth of the week among them", CITY, "2026-04-06 09:00", 5, "2026-04-11 16:00"),
        ("fourteen days over two of them", CITY, "2026-04-06 09:00", 14, "2026-04-22 16:00"),
        ("sixty days end two days earlier", CITY, "2026-04-06 09:00", 60, "2026-07-06 16:00"),
        ("a Sunday with Friday's hours", CITY, "2026-04-17 09:00", 1, "2026-04-19 16:30"),
        ("received on that Sunday", CITY, "2026-04-19 09:00", 1, "2026-04-20 16:00"),
        ("a Saturday of Ramadan closes at 15.30", CITY, "2026-02-26 09:00", 2, "2026-02-28 15:30"),
        ("a holiday that is worked", CITY, "2026-04-02 09:00", 1, "2026-04-03 16:30"),
        ("any other Saturday", CITY, "2026-04-25 09:00", 1, "2026-04-27 16:00"),
        ("shift: at night, until the end of the next day", SHIFT, "2026-04-06 23:59", 1, "2026-04-07 23:59:59"),
        ("shift: at midnight the day has begun", SHIFT, "2026-04-06 00:00", 1, "2026-04-07 23:59:59"),
        ("shift: Friday's next is Saturday", SHIFT, "2026-04-10 09:00", 1, "2026-04-11 23:59:59"),
        ("shift: Saturday's next is Sunday", SHIFT, "2026-04-11 09:00", 1, "2026-04-12 23:59:59"),
        ("shift: five days over a weekend", SHIFT, "2026-04-09 09:00", 5, "2026-04-14 23:59:59"),
        ("shift: five days into the week of Idul Fitri", SHIFT, "2026-03-17 14:00", 5, "2026-03-22 23:59:59"),
        ("shift: fourteen days", SHIFT, "2026-04-06 09:00", 14, "2026-04-20 23:59:59"),
        ("shift: sixty days are sixty days", SHIFT, "2026-04-06 09:00", 60, "2026-06-05 23:59:59"),
        ("shift: 31 December", SHIFT, "2026-12-31 09:00", 1, "2027-01-01 23:59:59"),
        ("shift: 29 February", SHIFT, "2028-02-28 09:00", 1, "2028-02-29 23:59:59"),
        ("shift: 23.30 in Jakarta is the next day here", SHIFT, "2026-04-06T23:30+07:00", 1, "2026-04-08 23:59:59"),
        ("shift: 22.30 in Jakarta is the same day here", SHIFT, "2026-04-06T22:30+07:00", 1, "2026-04-07 23:59:59"),
        ("shift: 16.00 UTC is the next day here", SHIFT, "2026-04-06T16:00+00:00", 1, "2026-04-08 23:59:59"),
    ],
)
def test_end_of_nth_working_day(words: str, calendar: Calendar, received: str, days: int, due: str) -> None:
    assert end_of_nth_working_day(calendar, wita(received), days) == wita(due), words


@pytest.mark.parametrize(
    ("words", "calendar", "moment", "following"),
    [
        ("Friday's closing", CITY, "2026-04-10 16:30", "2026-04-11 07:30"),
        ("lunch on that Saturday", CITY, "2026-04-11 12:00", "2026-04-11 13:00"),
        ("its closing", CITY, "2026-04-11 16:00", "2026-04-13 07:30"),
        ("a free Saturday before a Sunday that counts", CITY, "2026-04-18 10:00", "2026-04-19 07:30"),
        ("shift: three at night", SHIFT, "2026-04-11 03:00", "2026-04-11 03:00"),
        ("shift: midnight", SHIFT, "2026-04-12 00:00", "2026-04-12 00:00"),
    ],
)
def test_next_working_moment(words: str, calendar: Calendar, moment: str, following: str) -> None:
    assert next_working_moment(calendar, wita(moment)) == wita(following), words


@pytest.mark.parametrize(
    ("words", "calendar", "start", "end", "minutes"),
    [
        ("the whole Saturday", CITY, "2026-04-11 00:00", "2026-04-12 00:00", 450),
        ("its week has six days", CITY, "2026-04-06 00:00", "2026-04-13 00:00", 2700),
        ("the whole Sunday", CITY, "2026-04-19 00:00", "2026-04-20 00:00", 450),
        ("the Saturday of Ramadan", CITY, "2026-02-28 00:00", "2026-03-01 00:00", 390),
        ("from its closing to Monday", CITY, "2026-04-11 16:00", "2026-04-13 07:30", 0),
        ("shift: a day", SHIFT, "2026-04-11 00:00", "2026-04-12 00:00", 1440),
        ("shift: a week", SHIFT, "2026-04-06 00:00", "2026-04-13 00:00", 10080),
        ("shift: a week of holidays", SHIFT, "2026-03-17 15:00", "2026-03-25 07:30", 11070),
        ("shift: over lunch", SHIFT, "2026-04-06 11:50", "2026-04-06 13:10", 80),
        ("shift: over midnight", SHIFT, "2026-04-06 23:50", "2026-04-07 00:10", 20),
        ("shift: backwards", SHIFT, "2026-04-07 09:00", "2026-04-06 09:00", 0),
        ("shift: part of a minute is no minute", SHIFT, "2026-04-06 09:00:00", "2026-04-06 09:01:59", 1),
    ],
)
def test_working_minutes_between(words: str, calendar: Calendar, start: str, end: str, minutes: int) -> None:
    assert working_minutes_between(calendar, wita(start), wita(end)) == minutes, words


@pytest.mark.parametrize(
    ("words", "calendar", "moment", "is_open"),
    [
        ("that Saturday opens at 07.30", CITY, "2026-04-11 07:30", True),
        ("its lunch", CITY, "2026-04-11 12:30", False),
        ("its closing is outside", CITY, "2026-04-11 16:00", False),
        ("the Sunday ends like a Friday", CITY, "2026-04-19 16:29:59", True),
        ("any other Saturday", CITY, "2026-04-25 10:00", False),
        ("the holiday that is worked", CITY, "2026-04-03 10:00", True),
        ("07.00 in Jakarta is 08.00 of that Saturday", CITY, "2026-04-11T07:00+07:00", True),
        ("shift: at night", SHIFT, "2026-04-12 03:00", True),
        ("shift: at midnight", SHIFT, "2026-04-12 00:00", True),
        ("shift: on a holiday", SHIFT, "2026-08-17 12:15", True),
    ],
)
def test_is_working_moment(words: str, calendar: Calendar, moment: str, is_open: bool) -> None:
    assert is_working_moment(calendar, wita(moment)) is is_open, words


@pytest.mark.parametrize(
    ("words", "calendar", "day", "closing"),
    [
        ("that Saturday", CITY, date(2026, 4, 11), "2026-04-11 16:00"),
        ("the Sunday behind it", CITY, date(2026, 4, 12), "2026-04-13 16:00"),
        ("the Sunday that counts", CITY, date(2026, 4, 19), "2026-04-19 16:30"),
        ("shift: a Sunday ends on itself", SHIFT, date(2026, 4, 12), "2026-04-12 23:59:59"),
        ("shift: New Year's Eve", SHIFT, date(2026, 12, 31), "2026-12-31 23:59:59"),
    ],
)
def test_closing_from(words: str, calendar: Calendar, day: date, closing: str) -> None:
    assert closing_from(calendar, day) == wita(closing), words


def test_a_unit_without_hours_of_its_own_and_a_case_without_a_unit_keep_the_citys() -> None:
    calendar = replace(CITY, units={7: SHIFT})

    assert [unit_calendar(calendar, unit) for unit in (7, 8, None)] == [SHIFT, calendar, calendar]


REAL = default_calendar(range(2024, 2031))
FIRST = date(2024, 1, 1)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 8, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
AMOUNTS = st.integers(1, 60 * 450 * 60).map(lambda seconds: timedelta(seconds=seconds))
DAYS = st.integers(0, 2400).map(lambda offset: FIRST + timedelta(days=offset))
# Any day may be made a working one, with the hours of any weekday that has some.
EXTRAS = st.dictionaries(DAYS, st.integers(MONDAY, FRIDAY).map(lambda weekday: Extra("Uji", weekday)), max_size=40)
CALENDARS = st.one_of(st.just(SHIFT), EXTRAS.map(lambda extras: replace(REAL, extras=extras)))
relaxed = settings(deadline=None, max_examples=100)


@relaxed
@given(CALENDARS, MOMENTS, AMOUNTS)
def test_between_is_the_inverse_of_add(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    assert working_time_between(calendar, start, add_working_time(calendar, start, amount)) == amount


@relaxed
@given(CALENDARS, MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    twice = add_working_time(calendar, add_working_time(calendar, start, first), second)
    assert twice == add_working_time(calendar, start, first + second)


@relaxed
@given(CALENDARS, MOMENTS, MOMENTS, st.integers(1, 60))
def test_who_comes_first_is_due_first(calendar: Calendar, one: datetime, other: datetime, days: int) -> None:
    earlier, later = sorted((one, other))
    assert end_of_nth_working_day(calendar, earlier, days) <= end_of_nth_working_day(calendar, later, days)


@relaxed
@given(CALENDARS, MOMENTS, st.integers(1, 60))
def test_a_promise_for_a_day_ends_on_that_day_and_in_office_time(
    calendar: Calendar, received: datetime, days: int
) -> None:
    due = end_of_nth_working_day(calendar, received, days)
    assert due.date() == nth_working_day(calendar, received, days)
    assert is_working_moment(calendar, due - timedelta(seconds=1))


@relaxed
@given(EXTRAS, MOMENTS, AMOUNTS, st.integers(1, 60))
def test_a_day_more_to_work_makes_no_promise_longer_in_days(
    extras: dict[date, Extra], start: datetime, amount: timedelta, days: int
) -> None:
    more = replace(REAL, extras={day: extra for day, extra in extras.items() if not is_working_day(REAL, day)})
    assert nth_working_day(more, start, days) <= nth_working_day(REAL, start, days)
    assert add_working_time(more, start, amount) <= add_working_time(REAL, start, amount)


@relaxed
@given(EXTRAS, MOMENTS, AMOUNTS, st.integers(1, 60))
def test_a_unit_on_shift_is_never_due_after_the_city(
    extras: dict[date, Extra], start: datetime, amount: timedelta, days: int
) -> None:
    city = replace(REAL, extras=extras)
    assert add_working_time(SHIFT, start, amount) == start + amount <= add_working_time(city, start, amount)
    assert nth_working_day(SHIFT, start, days) == start.astimezone(WITA).date() + timedelta(days=days)
    assert nth_working_day(SHIFT, start, days) <= nth_working_day(city, start, days)


@settings(deadline=None, max_examples=20)
@given(CALENDARS, MOMENTS, st.integers(1, 600))
def test_add_agrees_with_counting_minute_by_minute(calendar: Calendar, start: datetime, minutes: int) -> None:
    start, moment, left = start.replace(second=0), start.replace(second=0), minutes
    while left:
        left -= is_working_moment(calendar, moment)
        moment += timedelta(minutes=1)
    assert add_working_minutes(calendar, start, minutes) == moment
