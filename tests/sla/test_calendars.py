"""The calendar in memory: read once, and never older than its rows."""

from datetime import date, time

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from sla.calendars import current_calendar
from sla.holidays import add_holiday, remove_holiday
from sla.loading import load_calendar
from sla.models import Holiday, OfficeHours
from sla.working_time import CalendarError, is_working_day, is_working_moment
from tests.sla.kit import wita

NOW = wita("2026-04-07 09:00")
DAY = date(2026, 4, 9)


def decree() -> None:
    add_holiday(day=DAY, name="Hari Jadi Kota", kind="local", source="SK Wali Kota 12/2026", now=NOW)


@pytest.mark.usefixtures("loaded")
def test_an_unchanged_calendar_costs_one_query_and_is_the_same_value(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = current_calendar()

    with django_assert_num_queries(1):
        again = current_calendar()

    assert again is first


@pytest.mark.usefixtures("loaded")
def test_a_changed_calendar_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    current_calendar()
    Holiday.objects.create(date=DAY, kind="local", name="Hari Jadi Kota", source="SK 12/2026")

    with django_assert_num_queries(6):  # version, holidays, office hours, extra days, units on shift; version
        current_calendar()
        current_calendar()


@pytest.mark.usefixtures("loaded")
def test_23_a_holiday_is_seen_at_once_and_gone_at_once() -> None:
    seen = [is_working_day(current_calendar(), DAY)]
    decree()
    seen.append(is_working_day(current_calendar(), DAY))
    remove_holiday(day=DAY, now=NOW)
    seen.append(is_working_day(current_calendar(), DAY))
    decree()
    seen.append(is_working_day(current_calendar(), DAY))

    assert seen == [True, False, True, False]


@pytest.mark.usefixtures("loaded")
def test_a_date_corrected_by_hand_is_seen_at_once() -> None:
    decree()
    before = current_calendar()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE sla_holiday SET date = '2026-04-10' WHERE date = %s", [DAY])
    after = current_calendar()

    days = [DAY, date(2026, 4, 10)]
    assert [is_working_day(before, day) for day in days] == [False, True]
    assert [is_working_day(after, day) for day in days] == [True, False]


@pytest.mark.usefixtures("loaded")
def test_changed_office_hours_are_seen_at_once() -> None:
    evening = wita("2026-04-07 16:30")
    before = is_working_moment(current_calendar(), evening)

    OfficeHours.objects.filter(season="Biasa", closes_at=time(16)).update(closes_at=time(17))

    assert (before, is_working_moment(current_calendar(), evening)) == (False, True)


@pytest.mark.usefixtures("loaded")
def test_a_change_that_is_rolled_back_was_never_seen() -> None:
    with transaction.atomic():
        decree()
        inside = is_working_day(current_calendar(), DAY)
        transaction.set_rollback(True)

    assert (inside, is_working_day(current_calendar(), DAY)) == (False, True)


@pytest.mark.django_db
def test_without_office_hours_there_is_no_calendar_and_none_is_kept() -> None:
    with pytest.raises(CalendarError, match="load_calendar"):
        current_calendar()

    load_calendar(years=[2026], now=NOW)

    assert is_working_day(current_calendar(), DAY) is True
