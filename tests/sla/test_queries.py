"""How promises stand, for pages and lists."""

from datetime import datetime

import pytest
from django.db.models import Prefetch
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint
from opd.models import Opd
from sla import clocks
from sla.escalation import escalate_due
from sla.models import ClockKind, SlaClock
from sla.queries import (
    clocks_of,
    expired_pauses,
    open_clocks,
    overdue_clocks,
    planned_steps,
    state_of,
    sweep_lag_seconds,
    with_level,
)
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.usefixtures("loaded")

STARTED = wita("2026-04-07 09:00")
DUE = wita("2026-04-07 14:00")  # four working hours later
LATE = wita("2026-04-07 14:00:01")


def start(complaint: Complaint, *kinds: ClockKind, now: datetime = STARTED) -> SlaClock:
    return clocks.start(complaint=complaint, kinds=kinds or (ClockKind.ACCEPT,), now=now)[0]


@pytest.mark.parametrize(
    ("stopped_at", "state"),
    [
        pytest.param(wita("2026-04-07 13:00"), "met", id="before the due time"),
        pytest.param(DUE, "met", id="26: exactly at the due time"),
        pytest.param(LATE, "missed", id="25: late between two sweeps"),
    ],
)
def test_a_stopped_clock_is_met_or_missed(make_complaint: MakeComplaint, stopped_at: datetime, state: str) -> None:
    clock = start(make_complaint())
    clocks.stop(complaint=clock.complaint, kind=ClockKind.ACCEPT, now=stopped_at)
    clock.refresh_from_db()

    assert state_of(clock, now=wita("2026-04-20 09:00")) == state


def test_a_running_clock_is_overdue_after_its_due_time(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint())

    assert [state_of(clock, now) for now in (STARTED, DUE, LATE)] == ["running", "running", "overdue"]


def test_a_paused_clock_is_never_overdue(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint())
    clocks.pause(complaint=clock.complaint, kinds=[ClockKind.ACCEPT], reason="Menunggu pelapor", now=STARTED)
    clock.refresh_from_db()

    assert (state_of(clock, LATE), list(overdue_clocks(LATE))) == ("paused", [])


def test_a_cancelled_clock_has_no_verdict(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint())
    clocks.cancel(complaint=clock.complaint, kinds=[ClockKind.ACCEPT], now=LATE)
    clock.refresh_from_db()

    assert state_of(clock, LATE) == "cancelled"


def test_18_the_citizens_silence_is_nobodys_broken_promise(make_complaint: MakeComplaint) -> None:
    start(make_complaint(), ClockKind.CITIZEN)

    assert list(overdue_clocks(wita("2026-06-01 09:00"))) == []


def test_the_wall_shows_the_longest_broken_promise_first_with_its_level(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    younger = start(make_complaint(opd=dishub), now=wita("2026-04-07 10:00"))
    older = start(make_complaint(opd=dishub))
    start(make_complaint(opd=dishub), now=wita("2026-04-08 14:00"))
    now = wita("2026-04-08 15:00")
    escalate_due(now=now)

    assert [(clock.pk, vars(clock)["level"]) for clock in with_level(overdue_clocks(now))] == [
        (older.pk, 3),
        (younger.pk, 3),
    ]


def test_a_page_of_complaints_costs_one_query_for_its_clocks(
    make_complaint: MakeComplaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        start(make_complaint(), ClockKind.RESOLVE, ClockKind.FIRST_ANSWER)

    with django_assert_num_queries(2):
        page = list(Complaint.objects.order_by("pk").prefetch_related(Prefetch("clocks", open_clocks())))

    kinds = [[clock.kind for clock in complaint.clocks.all()] for complaint in page]
    assert kinds == [["first_answer", "resolve"]] * 3


def test_all_clocks_of_one_complaint_and_of_no_other(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    start(make_complaint())
    first = start(complaint)
    second = start(complaint, ClockKind.RESOLVE, now=LATE)

    assert list(clocks_of(complaint.pk)) == [first, second]


def test_planned_steps_are_those_that_may_still_fire(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint())
    escalate_due(now=LATE)

    assert [step.level for step in planned_steps(clock.complaint_id)] == ["koordinator", "sekda", "wali_kota"]


def test_30_a_pause_past_its_limit_is_found(make_complaint: MakeComplaint) -> None:
    clock = start(make_complaint())
    limit = wita("2026-04-08 09:00")
    clocks.pause(
        complaint=clock.complaint, kinds=[ClockKind.ACCEPT], reason="Menunggu pelapor", now=STARTED, limit_at=limit
    )

    found = [len(expired_pauses(now)) for now in (limit, wita("2026-04-08 09:01"))]
    assert found == [0, 1]


def test_the_sweeps_lag_is_the_wait_of_the_oldest_due_step(make_complaint: MakeComplaint) -> None:
    start(make_complaint())
    eleven = wita("2026-04-07 11:00")  # half of the four hours

    before = [sweep_lag_seconds(eleven), sweep_lag_seconds(wita("2026-04-07 11:00:30"))]
    escalate_due(now=wita("2026-04-07 11:00:30"))

    assert (before, sweep_lag_seconds(wita("2026-04-07 11:01"))) == ([0.0, 30.0], 0.0)
