"""Office time as a truth table: each row is a case in words, worked out by hand on the city's calendar of 2026."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.definitions import default_calendar
from sla.working_time import (
    WITA,
    Calendar,
    CalendarError,
    Season,
    add_working_minutes,
    add_working_time,
    before_working_time,
    end_of_nth_calendar_day,
    end_of_nth_working_day,
    is_working_day,
    is_working_moment,
    next_daytime,
    next_working_moment,
    nth_working_day,
    working_minutes_between,
    working_time_between,
)
from tests.sla.city_calendar import CALENDAR
from tests.sla.kit import wita


@pytest.mark.parametrize(
    ("words", "start", "minutes", "due"),
    [
        ("at the opening: four hours end before lunch", "2026-04-06 07:30", 240, "2026-04-06 11:30"),
        ("ends exactly with the block, not after lunch", "2026-04-06 08:00", 240, "2026-04-06 12:00"),
        ("one minute more jumps over lunch", "2026-04-06 08:01", 240, "2026-04-06 13:01"),
        ("lunch does not count", "2026-04-06 10:00", 240, "2026-04-06 15:00"),
        ("received as lunch begins", "2026-04-06 12:00", 60, "2026-04-06 14:00"),
        ("received during lunch", "2026-04-06 12:30", 60, "2026-04-06 14:00"),
        ("received as lunch ends", "2026-04-06 13:00", 60, "2026-04-06 14:00"),
        ("two blocks make 450 minutes a day", "2026-04-06 07:30", 450, "2026-04-06 16:00"),
        ("the 451st minute is the next day's first", "2026-04-06 07:30", 451, "2026-04-07 07:31"),
        ("one minute before closing", "2026-04-06 15:59", 2, "2026-04-07 07:31"),
        ("at closing the day is over", "2026-04-06 16:00", 1, "2026-04-07 07:31"),
        ("in the evening: the next morning", "2026-04-06 20:00", 240, "2026-04-07 11:30"),
        ("before the opening: the same morning", "2026-04-06 05:00", 30, "2026-04-06 08:00"),
        ("Friday's lunch begins at 11.30", "2026-04-10 11:00", 60, "2026-04-10 13:30"),
        ("during Friday's lunch", "2026-04-10 11:45", 30, "2026-04-10 13:30"),
        ("Friday closes at 16.30, then comes Monday", "2026-04-10 16:15", 30, "2026-04-13 07:45"),
        ("Thursday closes at 16.00", "2026-04-09 15:45", 30, "2026-04-10 07:45"),
        ("Saturday", "2026-04-11 10:00", 240, "2026-04-13 11:30"),
        ("the last minute of Sunday", "2026-04-12 23:59", 1, "2026-04-13 07:31"),
        ("Ramadan: closed at 07.30, opens at 08.00", "2026-02-23 07:30", 60, "2026-02-23 09:00"),
        ("Ramadan: the break is from 12.00 to 12.30", "2026-02-23 11:30", 60, "2026-02-23 13:00"),
        ("Ramadan: closes at 15.00", "2026-02-23 14:45", 30, "2026-02-24 08:15"),
        ("Ramadan Friday: the break is from 11.30 to 12.30", "2026-02-27 11:15", 30, "2026-02-27 12:45"),
        ("Ramadan Friday closes at 15.30", "2026-02-27 15:15", 30, "2026-03-02 08:15"),
        ("the evening before Ramadan begins", "2026-02-18 15:30", 60, "2026-02-19 08:30"),
        ("over a holiday of a week, out of Ramadan hours", "2026-03-17 14:30", 60, "2026-03-25 08:00"),
        ("received on cuti bersama", "2026-03-18 09:00", 60, "2026-03-25 08:30"),
        ("received on a holiday inside the long week", "2026-03-22 12:00", 240, "2026-03-25 11:30"),
        ("cuti bersama before Christmas", "2026-12-24 10:00", 60, "2026-12-28 08:30"),
        ("31 December runs into the next year", "2026-12-31 15:30", 60, "2027-01-04 08:00"),
        ("nothing added moves nothing", "2026-04-11 10:00", 0, "2026-04-11 10:00"),
        ("in UTC the office opens at 23.30 of the day before", "2026-04-05T23:30+00:00", 240, "2026-04-06 11:30"),
        ("midnight in Jakarta is 01.00 here", "2026-04-07T00:00+07:00", 60, "2026-04-07 08:30"),
        ("16.00 in Jakarta is 17.00 here, closed", "2026-04-06T16:00+07:00", 30, "2026-04-07 08:00"),
        ("seconds are kept", "2026-04-06 08:00:30", 1, "2026-04-06 08:01:30"),
    ],
)
def test_add_working_minutes(words: str, start: str, minutes: int, due: str) -> None:
    assert add_working_minutes(CALENDAR, wita(start), minutes) == wita(due), words


@pytest.mark.parametrize(
    ("words", "received", "days", "due"),
    [
        ("the day of receipt does not count", "2026-04-06 08:00", 1, "2026-04-07 16:00"),
        ("whatever the hour", "2026-04-06 23:59", 1, "2026-04-07 16:00"),
        ("Friday closes half an hour later", "2026-04-09 09:00", 1, "2026-04-10 16:30"),
        ("received on Friday", "2026-04-10 09:00", 1, "2026-04-13 16:00"),
        ("received as Friday closes", "2026-04-10 16:30", 1, "2026-04-13 16:00"),
        ("received on Saturday", "2026-04-11 09:00", 1, "2026-04-13 16:00"),
        ("the last second of Sunday", "2026-04-12 23:59:59", 1, "2026-04-13 16:00"),
        ("midnight belongs to the new day", "2026-04-13 00:00", 1, "2026-04-14 16:00"),
        ("Sunday 23.30 in Jakarta is Monday here", "2026-04-12T23:30+07:00", 1, "2026-04-14 16:00"),
        ("Sunday 22.30 in Jakarta is Sunday here", "2026-04-12T22:30+07:00", 1, "2026-04-13 16:00"),
        ("Sunday 16.00 UTC is Monday here", "2026-04-12T16:00+00:00", 1, "2026-04-14 16:00"),
        ("three days inside a week", "2026-04-06 09:00", 3, "2026-04-09 16:00"),
        ("five days run over a weekend", "2026-04-06 09:00", 5, "2026-04-13 16:00"),
        ("fourteen days", "2026-04-06 09:00", 14, "2026-04-24 16:30"),
        ("sixty days over five holidays and two cuti bersama", "2026-04-06 09:00", 60, "2026-07-08 16:00"),
        ("Good Friday", "2026-04-02 09:00", 1, "2026-04-06 16:00"),
        ("holiday and cuti bersama in a row", "2026-05-13 09:00", 1, "2026-05-18 16:00"),
        ("received on a holiday", "2026-08-17 10:00", 1, "2026-08-18 16:00"),
        ("the last day before a week of holidays", "2026-03-17 14:00", 1, "2026-03-25 16:00"),
        ("five days from there", "2026-03-17 14:00", 5, "2026-03-31 16:00"),
        ("received on Idul Fitri", "2026-03-21 08:00", 1, "2026-03-25 16:00"),
        ("the first day of Ramadan closes at 15.00", "2026-02-18 09:00", 1, "2026-02-19 15:00"),
        ("Ramadan Friday closes at 15.30", "2026-02-26 09:00", 1, "2026-02-27 15:30"),
        ("Christmas with cuti bersama", "2026-12-23 09:00", 1, "2026-12-28 16:00"),
        ("31 December", "2026-12-31 23:00", 1, "2027-01-04 16:00"),
        ("31 December over a holiday of the new year", "2026-12-31 09:00", 3, "2027-01-07 16:00"),
    ],
)
def test_end_of_nth_working_day(words: str, received: str, days: int, due: str) -> None:
    assert end_of_nth_working_day(CALENDAR, wita(received), days) == wita(due), words


@pytest.mark.parametrize(
    ("words", "received", "days", "due"),
    [
        ("sixty days of the law", "2026-04-06 09:00", 60, "2026-06-05 23:59:59"),
        ("over the new year", "2026-12-25 09:00", 14, "2027-01-08 23:59:59"),
        ("ends on a holiday all the same", "2026-04-01 09:00", 2, "2026-04-03 23:59:59"),
        ("ends on a Sunday all the same", "2026-04-10 09:00", 2, "2026-04-12 23:59:59"),
        ("23.30 in Jakarta is the next day here", "2026-04-06T23:30+07:00", 1, "2026-04-08 23:59:59"),
    ],
)
def test_end_of_nth_calendar_day(words: str, received: str, days: int, due: str) -> None:
    assert end_of_nth_calendar_day(CALENDAR, wita(received), days) == wita(due), words


@pytest.mark.parametrize(
    ("words", "moment", "following"),
    [
        ("in office hours", "2026-04-06 09:17", "2026-04-06 09:17"),
        ("at the opening", "2026-04-06 07:30", "2026-04-06 07:30"),
        ("at lunch", "2026-04-06 12:00", "2026-04-06 13:00"),
        ("at closing", "2026-04-06 16:00", "2026-04-07 07:30"),
        ("before the weekend", "2026-04-10 16:30", "2026-04-13 07:30"),
        ("before a week of holidays", "2026-03-17 15:00", "2026-03-25 07:30"),
    ],
)
def test_next_working_moment(words: str, moment: str, following: str) -> None:
    assert next_working_moment(CALENDAR, wita(moment)) == wita(following), words


@pytest.mark.parametrize(
    ("words", "start", "end", "minutes"),
    [
        ("a whole day", "2026-04-06 00:00", "2026-04-07 00:00", 450),
        ("a whole Friday", "2026-04-10 00:00", "2026-04-11 00:00", 450),
        ("an ordinary week is 37.5 hours", "2026-04-06 00:00", "2026-04-13 00:00", 2250),
        ("a week of Ramadan is 32.5 hours", "2026-02-23 00:00", "2026-03-02 00:00", 1950),
        ("a week of holidays", "2026-03-17 15:00", "2026-03-25 07:30", 0),
        ("over lunch", "2026-04-06 11:50", "2026-04-06 13:10", 20),
        ("inside lunch", "2026-04-06 12:10", "2026-04-06 12:50", 0),
        ("backwards", "2026-04-07 09:00", "2026-04-06 09:00", 0),
        ("part of a minute is no minute", "2026-04-06 09:00:00", "2026-04-06 09:01:59", 1),
    ],
)
def test_working_minutes_between(words: str, start: str, end: str, minutes: int) -> None:
    assert working_minutes_between(CALENDAR, wita(start), wita(end)) == minutes, words


@pytest.mark.parametrize(
    ("words", "moment", "told"),
    [
        ("in the morning", "2026-04-06 09:00", "2026-04-06 09:00"),
        ("at lunch", "2026-04-06 12:30", "2026-04-06 12:30"),
        ("after closing, before six", "2026-04-06 17:59", "2026-04-06 17:59"),
        ("at six in the evening", "2026-04-06 18:00", "2026-04-07 07:30"),
        ("at night", "2026-04-07 02:00", "2026-04-07 07:30"),
        ("on Friday night", "2026-04-10 22:00", "2026-04-13 07:30"),
        ("on Sunday noon", "2026-04-12 12:00", "2026-04-13 07:30"),
        ("on a holiday", "2026-08-17 10:00", "2026-08-18 07:30"),
    ],
)
def test_next_daytime(words: str, moment: str, told: str) -> None:
    assert next_daytime(CALENDAR, wita(moment), time(18), time(7, 30)) == wita(told), words


@pytest.mark.parametrize(
    ("words", "moment", "is_open"),
    [
        ("the opening belongs to the day", "2026-04-06 07:30", True),
        ("a second before it does not", "2026-04-06 07:29:59", False),
        ("the last second before lunch", "2026-04-06 11:59:59", True),
        ("the first of lunch", "2026-04-06 12:00", False),
        ("Friday's lunch begins earlier", "2026-04-10 11:30", False),
        ("and Friday ends later", "2026-04-10 16:29:59", True),
        ("the closing is outside", "2026-04-10 16:30", False),
        ("Ramadan opens later", "2026-02-23 07:45", False),
        ("and has a shorter lunch", "2026-02-23 12:30", True),
        ("Saturday", "2026-04-11 10:00", False),
        ("a holiday", "2026-04-03 10:00", False),
        ("cuti bersama", "2026-12-24 10:00", False),
        ("07.00 in Jakarta is 08.00 here", "2026-04-06T07:00+07:00", True),
        ("15.00 in Jakarta is 16.00 here", "2026-04-06T15:00+07:00", False),
    ],
)
def test_is_working_moment(words: str, moment: str, is_open: bool) -> None:
    assert is_working_moment(CALENDAR, wita(moment)) is is_open, words


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 6), True),
        (date(2026, 4, 11), False),
        (date(2026, 4, 3), False),
        (date(2026, 3, 18), False),
        (date(2026, 3, 25), True),
    ],
)
def test_is_working_day(day: date, works: bool) -> None:
    assert is_working_day(CALENDAR, day) is works


def test_negative_time_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        add_working_time(CALENDAR, wita("2026-04-06 09:00"), timedelta(minutes=-1))


def test_no_working_day_is_no_promise() -> None:
    with pytest.raises(ValueError, match="no promise"):
        end_of_nth_working_day(CALENDAR, wita("2026-04-06 09:00"), 0)


def test_a_calendar_without_office_hours_is_an_error_and_no_endless_search() -> None:
    with pytest.raises(CalendarError):
        next_working_moment(Calendar(Season("Kosong", {})), wita("2026-04-06 09:00"))


REAL = default_calendar(range(2024, 2031))
# Whole seconds: what a person sees of a moment, and what 75 % of a promise can end on.
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 8, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
AMOUNTS = st.integers(1, 60 * 450 * 60).map(lambda seconds: timedelta(seconds=seconds))
relaxed = settings(deadline=None, max_examples=150)


@relaxed
@given(MOMENTS, AMOUNTS)
def test_between_is_the_inverse_of_add(start: datetime, amount: timedelta) -> None:
    assert working_time_between(REAL, start, add_working_time(REAL, start, amount)) == amount


@relaxed
@given(MOMENTS, AMOUNTS)
def test_add_is_the_inverse_of_between(start: datetime, amount: timedelta) -> None:
    end = start + amount
    passed = working_time_between(REAL, start, end)
    again = add_working_time(REAL, start, passed)
    assert again <= end
    assert working_time_between(REAL, again, end) == timedelta(0)


@relaxed
@given(MOMENTS, AMOUNTS)
def test_before_leaves_exactly_the_amount(end: datetime, amount: timedelta) -> None:
    assert working_time_between(REAL, before_working_time(REAL, end, amount), end) == amount


@relaxed
@given(MOMENTS)
def test_no_office_time_passes_before_the_next_working_moment(start: datetime) -> None:
    following = next_working_moment(REAL, start)
    assert is_working_moment(REAL, following)
    assert working_time_between(REAL, start, following) == timedelta(0)
    assert next_working_moment(REAL, following) == following


@relaxed
@given(MOMENTS, AMOUNTS)
def test_an_amount_counts_from_the_next_working_moment(start: datetime, amount: timedelta) -> None:
    assert add_working_time(REAL, start, amount) == add_working_time(REAL, next_working_moment(REAL, start), amount)


@relaxed
@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_the_sum(start: datetime, first: timedelta, second: timedelta) -> None:
    twice = add_working_time(REAL, add_working_time(REAL, start, first), second)
    assert twice == add_working_time(REAL, start, first + second)


@relaxed
@given(MOMENTS, MOMENTS, AMOUNTS)
def test_who_comes_first_is_due_first(one: datetime, other: datetime, amount: timedelta) -> None:
    earlier, later = sorted((one, other))
    assert add_working_time(REAL, earlier, amount) <= add_working_time(REAL, later, amount)


@relaxed
@given(MOMENTS, st.integers(1, 60))
def test_a_due_time_never_lies_outside_office_hours(start: datetime, days: int) -> None:
    due = end_of_nth_working_day(REAL, start, days)
    assert is_working_moment(REAL, due - timedelta(seconds=1))
    assert not is_working_moment(REAL, due)


@relaxed
@given(MOMENTS, st.integers(1, 60))
def test_n_working_days_are_n_days_on_which_somebody_works(received: datetime, days: int) -> None:
    last, first = nth_working_day(REAL, received, days), received.astimezone(WITA).date()
    between = [first + timedelta(days=offset) for offset in range(1, (last - first).days + 1)]
    worked = [day for day in between if day.weekday() < 5 and day not in REAL.holidays]
    assert (len(worked), worked[-1]) == (days, last)


@settings(deadline=None, max_examples=25)
@given(MOMENTS, st.integers(1, 900))
def test_add_agrees_with_counting_minute_by_minute(start: datetime, minutes: int) -> None:
    start, moment, left = start.replace(second=0), start.replace(second=0), minutes
    while left:
        left -= is_working_moment(REAL, moment)
        moment += timedelta(minutes=1)
    assert add_working_minutes(REAL, start, minutes) == moment
