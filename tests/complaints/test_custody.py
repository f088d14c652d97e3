"""The office time of each unit with a case, on an ordinary week without holidays."""

from datetime import datetime, time, timedelta

from bontang_pengaduan.lib.clock import WITA
from complaints.custody import Handover, UnitTime, handovers_of, read_custody
from sla.working_time import Block, Calendar, Season

DAY = (Block(time(7, 30), time(12)), Block(time(13), time(16)))
CALENDAR = Calendar(Season("biasa", dict.fromkeys(range(5), DAY)))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=WITA)
FRIDAY = MONDAY + timedelta(days=4)


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def test_each_unit_has_the_time_until_the_next_has_it() -> None:
    """chatwoot and zammad begin anew with each transfer."""
    handovers = [Handover(MONDAY, "Verifikasi rute"), Handover(hours(1), "PUPRK"), Handover(hours(3), "Dishub")]

    times = read_custody(handovers, [], CALENDAR, hours(4))

    assert times == [
        UnitTime("Verifikasi rute", "1 jam", 25),
        UnitTime("PUPRK", "2 jam", 50),
        UnitTime("Dishub", "1 jam", 25),
    ]


def test_all_stints_of_a_unit_count_together() -> None:
    handovers = [Handover(MONDAY, "PUPRK"), Handover(hours(1), "Dishub"), Handover(hours(2), "PUPRK")]

    times = read_custody(handovers, [], CALENDAR, hours(3))

    assert times == [UnitTime("PUPRK", "2 jam", 67), UnitTime("Dishub", "1 jam", 33)]


def test_nights_lunch_and_weekends_count_for_nobody() -> None:
    friday_to_monday = read_custody(
        [Handover(FRIDAY + timedelta(hours=7), "PUPRK")], [], CALENDAR, FRIDAY + timedelta(days=3)
    )

    assert friday_to_monday == [UnitTime("PUPRK", "1 jam 30 mnt", 100)]  # 15.00-16.00 and 07.30-08.00


def test_waiting_for_the_citizen_is_nobodys_time_though_two_clocks_hold_the_pause() -> None:
    pauses = [(hours(1), hours(2)), (hours(1), hours(3))]

    times = read_custody([Handover(MONDAY, "PUPRK")], pauses, CALENDAR, hours(4))

    assert times == [UnitTime("PUPRK", "2 jam", 100)]


def test_who_had_it_for_less_than_a_minute_is_not_named() -> None:
    handovers = [Handover(MONDAY, "Verifikasi rute"), Handover(MONDAY + timedelta(seconds=1), "PUPRK")]

    assert [time.unit for time in read_custody(handovers, [], CALENDAR, hours(1))] == ["PUPRK"]


def test_a_case_at_night_has_no_time_yet() -> None:
    assert read_custody([Handover(hours(-4), "PUPRK")], [], CALENDAR, hours(-3)) == []


def test_handovers_of_a_history() -> None:
    history = [
        ("complaint.received", hours(0), {}),
        ("complaint.routed", hours(1), {"name": "PUPRK"}),
        ("complaint.taken", hours(2), {}),
        ("complaint.declined", hours(3), {"name": "PUPRK"}),
        ("complaint.routed", hours(4), {"name": "Dishub"}),
        ("complaint.resolved", hours(5), {}),
        ("complaint.reopened", hours(6), {}),
        ("complaint.forwarded", hours(7), {"name": "DLH"}),
    ]

    units = [handover.unit for handover in handovers_of(history)]

    assert units == ["Verifikasi rute", "PUPRK", "Verifikasi rute", "Dishub", "", "Dishub", "DLH"]


def test_a_result_that_is_taken_back_ends_nothing() -> None:
    history = [
        ("complaint.received", hours(0), {}),
        ("complaint.routed", hours(1), {"name": "PUPRK"}),
        ("reply.cancelled", hours(2), {}),
        ("complaint.resolved", hours(3), {}),
        ("reply.cancelled", hours(3), {}),
    ]

    assert [handover.unit for handover in handovers_of(history)] == ["Verifikasi rute", "PUPRK", "", "PUPRK"]
