"""A due time on paper: the lines end where the stored due time stands, whatever happened to the clock."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opd.models import Opd
from sla import clocks
from sla.calendars import current_calendar
from sla.explain import Row, explain
from sla.holidays import add_holiday
from sla.models import ClockKind, SlaClock
from sla.working_time import add_working_time, office_spans
from tests.sla.kit import STARTED, MakeComplaint, promise, wita

pytestmark = pytest.mark.usefixtures("loaded")
DAY = timedelta(hours=7, minutes=30)


def test_working_days_line_by_line(make_complaint: MakeComplaint) -> None:
    limit = explain(promise(make_complaint())).limits[0]

    assert [(row.day.day, row.note, row.length) for row in limit.rows] == [
        (7, "Hari diterima, tidak dihitung", timedelta(0)),
        (8, "Hari kerja ke-1", DAY),
        (9, "Hari kerja ke-2", DAY),
        (10, "Hari kerja ke-3", DAY),
        (11, "Libur: Sabtu", timedelta(0)),
        (12, "Libur: Minggu", timedelta(0)),
        (13, "Hari kerja ke-4", DAY),
        (14, "Hari kerja ke-5", DAY),
    ]
    assert limit.ends_at == wita("2026-04-14 16:00")


def test_working_minutes_block_by_block(make_complaint: MakeComplaint) -> None:
    started = wita("2026-04-08 15:00")
    clock = clocks.start(complaint=make_complaint(), kinds=[ClockKind.ACCEPT], now=started)[0]

    assert explain(clock).limits[0].rows == (
        Row(date(2026, 4, 8), "15.00-16.00", "", timedelta(hours=1)),
        Row(date(2026, 4, 9), "07.30-10.30", "", timedelta(hours=3)),
    )


def test_a_holiday_stands_with_its_name_and_ramadan_with_its_hours(make_complaint: MakeComplaint) -> None:
    clock = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=wita("2026-03-16 09:00"))[0]

    notes = {row.day: row.note for row in explain(clock).limits[0].rows}

    assert notes[date(2026, 3, 17)] == "Hari kerja ke-1, jam Ramadan 2026"
    assert notes[date(2026, 3, 19)].startswith("Libur: ")


def test_both_limits_are_shown_and_the_earlier_one_binds(make_complaint: MakeComplaint) -> None:
    limits = explain(promise(make_complaint(), ClockKind.RESOLVE)).limits

    assert [(limit.target.amount, limit.unit, limit.binds) for limit in limits] == [
        (14, "hari kerja", True),
        (60, "hari kalender", False),
    ]
    assert limits[1].ends_at == wita("2026-06-06 23:59:59")


def test_a_pause_moves_the_due_time_by_its_office_time(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = promise(complaint)
    clocks.pause(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], reason="Hujan", now=wita("2026-04-10 16:00"))
    clocks.resume(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=wita("2026-04-13 09:00"))
    clock.refresh_from_db()

    explanation = explain(clock)

    assert [(row.day.day, row.words) for row in explanation.pauses[0].rows] == [
        (10, "30 mnt"),
        (11, ""),
        (12, ""),
        (13, "1 jam 30 mnt"),
    ]
    assert (explanation.paused_words, explanation.base_at, explanation.due_at, explanation.agrees) == (
        "2 jam",
        wita("2026-04-14 16:00"),
        wita("2026-04-15 09:30"),
        True,
    )
    assert [(row.day.day, row.words) for row in explanation.moved] == [(14, ""), (15, "2 jam")]


def test_an_open_pause_has_no_length_yet(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = promise(complaint)
    clocks.pause(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], reason="Hujan", now=STARTED)

    explanation = explain(SlaClock.objects.get(pk=clock.pk))

    assert (explanation.pauses[0].rows, explanation.paused, explanation.agrees) == ((), timedelta(0), True)


def test_a_closed_clock_keeps_its_due_time_when_the_calendar_changes(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    clock = promise(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=STARTED + timedelta(hours=1))
    add_holiday(day=date(2026, 4, 9), name="Libur", kind="local", source="Uji", now=STARTED)
    clock.refresh_from_db()

    explanation = explain(clock)

    assert (explanation.agrees, clock.due_at, explanation.due_at) == (
        False,
        wita("2026-04-14 16:00"),
        wita("2026-04-15 16:00"),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 400_000),
    kind=st.sampled_from([ClockKind.ACCEPT, ClockKind.VERIFY, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE]),
    waits=st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 9000)), max_size=3),
)
def test_the_lines_end_where_the_stored_due_time_stands(
    make_complaint: MakeComplaint, dishub: Opd, start: int, kind: ClockKind, waits: list[tuple[int, int]]
) -> None:
    complaint, moment = make_complaint(opd=dishub), wita("2026-01-05 00:00") + timedelta(minutes=start)
    clock = clocks.start(complaint=complaint, kinds=[kind], now=moment)[0]
    for before, length in waits:
        moment += timedelta(minutes=before)
        clocks.pause(complaint=complaint, kinds=[kind], reason="Uji", now=moment)
        moment += timedelta(minutes=length)
        clocks.resume(complaint=complaint, kinds=[kind], now=moment)
    clock.refresh_from_db()

    explanation = explain(clock)

    lines = sum((row.length for held in explanation.pauses for row in held.rows), timedelta(0))
    walked = sum((row.length for row in explanation.moved), timedelta(0))
    assert (explanation.agrees, lines, walked) == (True, explanation.paused, explanation.paused)
    assert add_working_time(current_calendar(), explanation.base_at, lines) == clock.due_at
    for limit in explanation.limits:
        if limit.target.unit == "working_minutes":
            assert sum((row.length for row in limit.rows), timedelta(0)) == timedelta(minutes=limit.target.amount)
        elif limit.target.unit == "working_days":
            assert office_spans(current_calendar(), limit.rows[-1].day)[-1][1] == limit.ends_at
