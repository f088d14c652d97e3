"""A calendar that changes after promises were made."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from sla import clocks
from sla.calendars import current_calendar
from sla.holidays import add_holiday, remove_holiday
from sla.loading import load_calendar
from sla.models import ClockKind, DueChange, Holiday, SlaClock
from sla.recount import finish_recount
from sla.working_time import is_working_day
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.usefixtures("loaded")

STARTED = wita("2026-04-07 09:00")
DECREED = wita("2026-04-08 09:00")
DAY = date(2026, 4, 9)


def start(make_complaint: MakeComplaint, kind: ClockKind = ClockKind.FIRST_ANSWER) -> SlaClock:
    return clocks.start(complaint=make_complaint(), kinds=[kind], now=STARTED)[0]


def decree() -> int:
    """How many due times moved."""
    recount = add_holiday(day=DAY, name="Hari Jadi Kota", kind="local", source="SK Wali Kota 12/2026", now=DECREED)
    return finish_recount(recount=recount, now=DECREED).moved


def test_a_holiday_added_later_moves_open_clocks_and_is_on_record(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint)

    moved = decree()

    clock.refresh_from_db()
    change = DueChange.objects.get()
    assert (moved, clock.due_at) == (1, wita("2026-04-15 16:00"))
    assert (change.clock, change.changed_at) == (clock, DECREED)
    assert (change.old_due_at, change.new_due_at) == (wita("2026-04-14 16:00"), clock.due_at)
    assert change.reason == "Kalender versi 2: 09-04-2026 menjadi hari libur: Hari Jadi Kota"


def test_the_planned_steps_follow(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint)

    decree()

    assert clock.steps.get(level="koordinator").fires_at == wita("2026-04-16 16:00")


def test_what_was_paused_stays_paused_time(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint, ClockKind.RESOLVE)
    kinds = [ClockKind.RESOLVE]
    clocks.pause(complaint=clock.complaint, kinds=kinds, reason="Menunggu pelapor", now=wita("2026-04-08 07:30"))
    clocks.resume(complaint=clock.complaint, kinds=kinds, now=wita("2026-04-08 08:30"))

    decree()

    clock.refresh_from_db()
    assert clock.due_at == wita("2026-04-29 08:30")


def test_stopped_clocks_keep_their_verdict(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint)
    clocks.stop(complaint=clock.complaint, kind=ClockKind.FIRST_ANSWER, now=DECREED)

    moved = decree()

    clock.refresh_from_db()
    assert (moved, clock.due_at) == (0, wita("2026-04-14 16:00"))


def test_a_clock_that_is_due_before_the_day_does_not_move(make_complaint: MakeComplaint) -> None:
    start(make_complaint, ClockKind.ACKNOWLEDGE)

    assert (decree(), DueChange.objects.count()) == (0, 0)


def test_taken_back_all_is_as_before(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint)
    decree()

    moved = finish_recount(recount=remove_holiday(day=DAY, now=DECREED), now=DECREED).moved

    clock.refresh_from_db()
    assert (moved, clock.due_at, DueChange.objects.count()) == (1, wita("2026-04-14 16:00"), 2)


def test_a_day_of_the_package_that_is_dropped_by_hand_stays_dropped_after_a_reload() -> None:
    remove_holiday(day=date(2026, 8, 17), now=DECREED)

    load_calendar(years=[2026, 2027], now=DECREED)

    row = Holiday.objects.get(date=date(2026, 8, 17))
    assert (row.is_dropped, is_working_day(current_calendar(), row.date)) == (True, True)


def test_a_reload_keeps_the_day(make_complaint: MakeComplaint) -> None:
    decree()

    load_calendar(years=[2026, 2027], now=DECREED)

    assert Holiday.objects.get(date=DAY).name == "Hari Jadi Kota"


def test_counting_again_moves_nothing(make_complaint: MakeComplaint) -> None:
    start(make_complaint)

    assert (decree(), decree()) == (1, 0)


def test_the_command_enters_and_takes_back(capsys: pytest.CaptureFixture[str], make_complaint: MakeComplaint) -> None:
    start(make_complaint)

    call_command("set_holiday", "2026-04-09", name="Hari Jadi Kota", source="SK 12/2026")
    call_command("set_holiday", "2026-04-09", remove=True)

    assert capsys.readouterr().out == "1 due times moved.\n1 due times moved.\n"


@pytest.mark.parametrize("arguments", [["9 April"], ["2026-04-09"], ["2026-04-09", "--remove"]])
def test_a_holiday_needs_a_date_a_name_and_a_source(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("set_holiday", *arguments)

    assert refused.value.returncode == 2
