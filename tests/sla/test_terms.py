"""What a policy promises, as values: no database anywhere."""

from datetime import date, time

import pytest

from sla.terms import DueTimes, PlannedStep, Rule, Target, Terms, TermsError, due_times, move_by_pauses, plan_steps
from sla.working_time import Block, Calendar, Season
from tests.sla.kit import wita

DAY = (Block(time(8), time(12)), Block(time(13), time(17)))  # eight hours, so that percentages are round
CALENDAR = Calendar(Season("Biasa", dict.fromkeys(range(5), DAY)))
RECEIVED = wita("2026-04-06 09:00")  # a Monday


def target(amount: int, unit: str, *, kind: str = "", is_internal: bool = False) -> Target:
    return Target("resolve", kind, amount, unit, is_internal, "Uji")


def due(*targets: Target, kinds: frozenset[str] = frozenset({"aspirasi"})) -> DueTimes:
    return due_times(Terms(targets, ()), CALENDAR, "resolve", kinds, RECEIVED)


def test_the_earlier_of_policy_and_law_binds_and_the_law_is_kept() -> None:
    times = due(target(60, "working_days"), target(60, "calendar_days"))
    assert times == DueTimes(wita("2026-06-05 23:59:59"), None, wita("2026-06-05 23:59:59"))


def test_a_law_that_comes_later_is_kept_beside_the_limit() -> None:
    times = due(target(2, "working_days"), target(60, "calendar_days"))
    assert times == DueTimes(wita("2026-04-08 17:00"), None, wita("2026-06-05 23:59:59"))


def test_an_internal_aim_does_not_bind() -> None:
    times = due(target(1, "working_days", is_internal=True), target(3, "working_days"))
    assert times == DueTimes(wita("2026-04-09 17:00"), wita("2026-04-07 17:00"), None)


def test_working_minutes_count_office_time() -> None:
    assert due(target(240, "working_minutes")).due_at == wita("2026-04-06 14:00")


def test_of_several_kinds_the_strictest_binds() -> None:
    targets = (target(5, "working_days", kind="informasi"), target(14, "working_days", kind="aspirasi"))
    assert due(*targets, kinds=frozenset({"informasi", "aspirasi"})).due_at == wita("2026-04-13 17:00")


def test_a_clock_that_the_policy_does_not_know_is_an_error() -> None:
    with pytest.raises(TermsError, match="'resolve'"):
        due(target(5, "working_days", kind="informasi"))


def test_a_pause_moves_every_date_by_its_office_time() -> None:
    times = DueTimes(wita("2026-04-08 17:00"), wita("2026-04-07 17:00"), wita("2026-06-05 23:59:59"))
    pause = (wita("2026-04-06 11:00"), wita("2026-04-06 14:00"))
    moved = move_by_pauses(CALENDAR, times, [pause])
    assert moved == DueTimes(wita("2026-04-09 10:00"), wita("2026-04-08 10:00"), wita("2026-06-08 10:00"))


def test_without_a_pause_no_date_moves_not_even_one_at_night() -> None:
    times = DueTimes(wita("2026-06-05 23:59:59"))
    assert move_by_pauses(CALENDAR, times, []) == times


LADDER = (
    Rule("petugas", 1, percent=75),
    Rule("kepala_opd", 2, after_days=0),
    Rule("koordinator", 3, after_days=1),
    Rule("sekda", 4, after_days=3),
)


def test_each_rung_has_its_moment() -> None:
    steps = plan_steps(LADDER, CALENDAR, wita("2026-04-06 08:00"), wita("2026-04-07 17:00"))
    assert steps == (
        PlannedStep("petugas", 1, wita("2026-04-07 12:00")),
        PlannedStep("kepala_opd", 2, wita("2026-04-07 17:00")),
        PlannedStep("koordinator", 3, wita("2026-04-08 17:00")),
        PlannedStep("sekda", 4, wita("2026-04-10 17:00")),
    )


@pytest.mark.parametrize(
    ("words", "paused", "warned"),
    [
        ("before the warning: it moves along", ("2026-04-06 10:00", "2026-04-06 12:00"), "2026-04-07 15:00"),
        ("after the warning: it stays", ("2026-04-07 15:00", "2026-04-07 17:00"), "2026-04-07 12:00"),
        ("at night: it stays", ("2026-04-06 18:00", "2026-04-07 07:00"), "2026-04-07 12:00"),
    ],
)
def test_three_quarters_are_of_the_time_that_was_not_paused(words: str, paused: tuple[str, str], warned: str) -> None:
    start, end = (wita(moment) for moment in paused)
    promised = DueTimes(wita("2026-04-07 17:00"))
    moved = move_by_pauses(CALENDAR, promised, [(start, end)])
    steps = plan_steps(LADDER, CALENDAR, wita("2026-04-06 08:00"), moved.due_at, [(start, end)])
    assert steps[0].fires_at == wita(warned), words


def test_a_warning_never_comes_after_its_due_time() -> None:
    week_off = {date(2026, 4, day): "Libur" for day in range(6, 11)}
    calendar = Calendar(CALENDAR.ordinary, (), week_off)
    steps = plan_steps(LADDER[:1], calendar, wita("2026-04-06 09:00"), wita("2026-04-08 23:59:59"))
    assert steps == (PlannedStep("petugas", 1, wita("2026-04-06 09:00")),)
