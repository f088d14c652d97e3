"""The clocks as they were, to the second."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from sla import clocks, undo
from sla.models import ClockKind, ClockPause, SlaClock
from tests.sla.kit import MakeComplaint, wita

STARTED = wita("2026-04-07 09:00")
LATER = STARTED + timedelta(hours=1)


@pytest.fixture
def complaint(loaded: None, make_complaint: MakeComplaint) -> Complaint:
    """A complaint with running clocks."""
    made = make_complaint()
    clocks.start(complaint=made, kinds=[ClockKind.FIRST_ANSWER, ClockKind.RESOLVE], now=STARTED)
    return made


def running(complaint: Complaint) -> list[tuple[object, ...]]:
    rows = SlaClock.objects.filter(complaint=complaint, is_open=True).order_by("pk")
    return list(rows.values_list("kind", "started_at", "due_at", "paused_at", "stopped_at"))


def test_what_was_stopped_runs_again(complaint: Complaint) -> None:
    remembered, before = undo.remember(complaint=complaint), running(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=LATER)

    undo.restore(complaint=complaint, remembered=remembered, now=LATER)

    assert running(complaint) == before


def test_what_was_started_since_is_cancelled(complaint: Complaint) -> None:
    remembered = undo.remember(complaint=complaint)
    clocks.start(complaint=complaint, kinds=[ClockKind.CITIZEN], now=LATER)

    undo.restore(complaint=complaint, remembered=remembered, now=LATER)

    assert SlaClock.objects.get(complaint=complaint, kind=ClockKind.CITIZEN).cancelled_at == LATER


def test_a_pause_that_was_begun_holds_nothing_up(complaint: Complaint) -> None:
    remembered, before = undo.remember(complaint=complaint), running(complaint)
    clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason="Menunggu pelapor", now=LATER)

    undo.restore(complaint=complaint, remembered=remembered, now=LATER + timedelta(seconds=5))

    pause = ClockPause.objects.get()
    assert (running(complaint), pause.ended_at) == (before, pause.started_at)


def test_a_pause_that_was_ended_goes_on_from_where_it_began(complaint: Complaint) -> None:
    clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason="Menunggu pelapor", now=LATER)
    remembered, before = undo.remember(complaint=complaint), running(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=LATER + timedelta(hours=2))

    undo.restore(complaint=complaint, remembered=remembered, now=LATER + timedelta(hours=2))

    assert (running(complaint), ClockPause.objects.get().ended_at) == (before, None)
