"""Saya pegang, sampai ...: a word that is a clock of its own."""

from datetime import date, datetime, timedelta

import pytest

from complaints.models import Complaint
from opd.models import Notice, Opd, User
from sla import clocks
from sla.errors import ClockRefusedError
from sla.escalation import escalate_due
from sla.holidays import add_holiday
from sla.models import ClockKind, Level, Pledge, SlaClock
from sla.pledging import pledge
from sla.queries import state_of
from sla.recount import finish_recount
from tests.sla.kit import A_SECOND, DUE, STARTED, MakeComplaint, promise, told, user_named, wita

pytestmark = pytest.mark.usefixtures("cast")
BROKEN = DUE + A_SECOND  # the first answer is late, and the head has been told
TOMORROW = date(2026, 4, 15)
KEPT_UNTIL = wita("2026-04-15 16:00")


@pytest.fixture
def complaint(make_complaint: MakeComplaint, dishub: Opd) -> Complaint:
    """A complaint of sari's whose first answer is late."""
    made = make_complaint(opd=dishub, assignee_id=user_named("sari"))
    promise(made)
    escalate_due(now=BROKEN)
    Notice.objects.all().delete()
    return made


def give_word(
    complaint: Complaint,
    name: str = "kadishub",
    level: Level = Level.KEPALA_OPD,
    until: date = TOMORROW,
    now: datetime = BROKEN,
) -> Pledge:
    user = User.objects.get(username=name)
    return pledge(complaint=complaint, level=level, until=until, user=user, now=now)


def test_the_word_runs_until_the_offices_close_on_its_day(complaint: Complaint) -> None:
    given = give_word(complaint)

    assert (given.clock.kind, given.clock.due_at, given.clock.holder_id, given.about) == (
        ClockKind.PROMISE,
        KEPT_UNTIL,
        user_named("kadishub"),
        ClockKind.FIRST_ANSWER,
    )


def test_its_giver_is_reminded_and_broken_it_goes_to_the_coordinator_at_once(complaint: Complaint) -> None:
    given = give_word(complaint)
    clocks.cancel(complaint=complaint, kinds=[ClockKind.FIRST_ANSWER], now=BROKEN)

    ladder = list(given.clock.steps.values_list("level", "fires_at"))
    escalate_due(now=KEPT_UNTIL)
    reminded = told()
    escalate_due(now=KEPT_UNTIL + A_SECOND)

    assert ladder == [
        ("petugas", wita("2026-04-15 11:15")),
        ("koordinator", KEPT_UNTIL),
        ("sekda", wita("2026-04-20 16:00")),
        ("wali_kota", wita("2026-04-22 16:00")),
    ]
    assert (reminded, told()) == (["kadishub"], ["kadishub", "koordinator"])


def test_the_answer_that_it_was_about_keeps_the_word(complaint: Complaint) -> None:
    given = give_word(complaint)

    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=KEPT_UNTIL)

    clock = SlaClock.objects.get(pk=given.clock_id)
    assert (clock.stopped_at, state_of(clock, KEPT_UNTIL)) == (KEPT_UNTIL, "met")


def test_another_answer_does_not(complaint: Complaint) -> None:
    give_word(complaint)
    clocks.start(complaint=complaint, kinds=[ClockKind.NEXT_ANSWER], now=BROKEN)

    clocks.stop(complaint=complaint, kind=ClockKind.NEXT_ANSWER, now=BROKEN)

    assert SlaClock.objects.get(kind=ClockKind.PROMISE).is_open


def test_while_one_word_runs_no_other_is_given(complaint: Complaint) -> None:
    give_word(complaint)

    with pytest.raises(ClockRefusedError, match="sedang dipegang kadishub"):
        give_word(complaint, "koordinator", Level.KOORDINATOR)


def test_a_broken_word_stays_broken_and_makes_room(complaint: Complaint) -> None:
    first = give_word(complaint)
    later = KEPT_UNTIL + timedelta(hours=16)

    give_word(complaint, "koordinator", Level.KOORDINATOR, until=date(2026, 4, 16), now=later)

    states = [state_of(clock, later) for clock in SlaClock.objects.filter(kind=ClockKind.PROMISE).order_by("pk")]
    assert (states, SlaClock.objects.get(pk=first.clock_id).stopped_at) == (["missed", "running"], later)


def test_who_was_not_told_gives_no_word_but_the_coordinator_may(complaint: Complaint) -> None:
    with pytest.raises(ClockRefusedError, match="belum dinaikkan kepada Anda"):
        give_word(complaint, "sekda", Level.SEKDA)

    assert give_word(complaint, "koordinator", Level.KOORDINATOR).level == Level.KOORDINATOR


def test_of_a_case_that_nobody_was_told_of_there_is_no_word(make_complaint: MakeComplaint, dishub: Opd) -> None:
    fresh = make_complaint(opd=dishub)
    promise(fresh)

    with pytest.raises(ClockRefusedError):
        give_word(fresh, "koordinator", Level.KOORDINATOR, until=date(2026, 4, 8), now=STARTED)


@pytest.mark.parametrize(
    "until",
    [date(2026, 4, 14), date(2026, 4, 18), date(2026, 4, 22)],
    ids=["it has closed today", "a Saturday", "the sixth working day"],
)
def test_days_that_are_no_word(complaint: Complaint, until: date) -> None:
    with pytest.raises(ClockRefusedError, match="5 hari kerja"):
        give_word(complaint, until=until)
    assert Pledge.objects.count() == 0


def test_the_fifth_working_day_is_one(complaint: Complaint) -> None:
    assert give_word(complaint, until=date(2026, 4, 21)).clock.due_at == wita("2026-04-21 16:00")


def test_a_transfer_leaves_the_word_with_its_giver(complaint: Complaint, pupr: Opd) -> None:
    given = give_word(complaint)
    complaint.opd, complaint.assignee = pupr, None

    clocks.reassign(complaint=complaint, now=BROKEN)

    assert SlaClock.objects.get(pk=given.clock_id).holder_id == user_named("kadishub")


def test_neither_the_calendar_nor_the_kind_of_the_case_moves_a_word(complaint: Complaint) -> None:
    given = give_word(complaint)

    recount = add_holiday(day=TOMORROW, name="Libur", kind="local", source="Uji", now=BROKEN)
    finish_recount(recount=recount, now=BROKEN)
    clocks.set_kind(complaint=complaint, complaint_kind="informasi", is_confirmed=True, now=BROKEN)

    clock = SlaClock.objects.get(pk=given.clock_id)
    assert (clock.due_at, clock.is_open) == (KEPT_UNTIL, True)
