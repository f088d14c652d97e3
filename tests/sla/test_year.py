"""The year as a grid."""

from datetime import date

from sla.definitions import default_calendar, national_holidays
from sla.working_time import is_working_day
from sla.year import Day, read_year

CALENDAR = default_calendar([2026])
NAMES = {off.day: off.name for off in national_holidays([2026])}


def test_every_day_of_the_year_stands_once_under_its_weekday() -> None:
    months = read_year(CALENDAR, 2026, NAMES)

    found = [
        (number, weekday, day.number)
        for number, month in enumerate(months, 1)
        for week in month.weeks
        for weekday, day in enumerate(week)
        if day
    ]
    days = [date.fromordinal(ordinal) for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert found == [(day.month, day.weekday(), day.day) for day in days]


def test_working_days_are_those_of_the_engine() -> None:
    counted = [month.working_days for month in read_year(CALENDAR, 2026, NAMES)]

    days = [date.fromordinal(ordinal) for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    working = [day.month for day in days if is_working_day(CALENDAR, day)]
    assert counted == [working.count(month) for month in range(1, 13)]


def test_the_look_of_a_day_says_why_it_is_no_ordinary_one() -> None:
    march = read_year(CALENDAR, 2026, NAMES)[2]

    assert [day for day in march.weeks[3] if day][:2] == [
        Day(16, "season", "Ramadan 2026"),
        Day(17, "season", "Ramadan 2026"),
    ]
    assert (march.weeks[3][3], march.weeks[1][5]) == (Day(19, "off", "Hari Suci Nyepi"), Day(7, "weekend", ""))
    assert march.weeks[5][1] == Day(31, "work", "")
