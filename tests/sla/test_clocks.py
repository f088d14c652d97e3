"""Clocks of a complaint: what starts, stops, holds and moves them."""

from datetime import datetime

import pytest

from complaints.models import Complaint
from sla import clocks
from sla.models import ClockKind, SlaClock
from sla.working_time import WITA

from tests.sla.conftest import MakeComplaint

pytestmark = pytest.mark.usefixtures("loaded")

ALL = [ClockKind.ACKNOWLEDGE, ClockKind.VERIFY, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE]


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def test_start_counts_each_clock(make_complaint: MakeComplaint) -> None:
    complaint = make_complaint()
    started = clocks.start(complaint=complaint, kinds=ALL, now=wita("2026-04-07T09:00"))
    print([(c.kind, c.due_at, c.internal_due_at, c.legal_due_at) for c in started])
    for c in started:
        print([(s.level, s.fires_at.astimezone(WITA)) for s in c.steps.all()])
    clocks.pause(complaint=complaint, kinds=ALL, reason="Menunggu pelapor", now=wita("2026-04-08T09:00"))
    clocks.resume(complaint=complaint, kinds=ALL, now=wita("2026-04-08T10:00"))
    clocks.set_kind(complaint=complaint, complaint_kind="berkadar", is_confirmed=True, now=wita("2026-04-08T10:00"))
    clocks.stop(complaint=complaint, kind=ClockKind.RESOLVE, now=wita("2026-04-08T10:00"))
    clocks.reopen(complaint=complaint, kind=ClockKind.RESOLVE, now=wita("2026-04-08T10:00"))
    assert 0
