"""A sweep that falls behind is said aloud above two minutes, and nobody is woken for it."""

from datetime import timedelta

import pytest

from opd.models import Notice, Opd
from sla.lag import watch_sweep
from sla.tasks import watch_sweep as watch_task
from tests.sla.kit import WARNED, MakeComplaint, promise, wita


@pytest.fixture(autouse=True)
def due(cast: None, make_complaint: MakeComplaint, dishub: Opd) -> None:
    """A step that has been due since WARNED."""
    promise(make_complaint(opd=dishub))


def test_two_minutes_are_borne(caplog: pytest.LogCaptureFixture) -> None:
    assert (watch_sweep(now=WARNED + timedelta(seconds=120)), Notice.objects.count(), caplog.records) == (120.0, 0, [])


def test_above_two_minutes_the_admins_are_told_once_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    for minutes in (3, 10, 20, 50):
        watch_sweep(now=WARNED + timedelta(minutes=minutes))

    notices = Notice.objects.order_by("pk")
    assert [(notice.recipient.username, notice.subject) for notice in notices] == [("admin", "Eskalasi tertinggal")] * 2
    assert caplog.messages[0] == "The sweep of escalations lags by 180 seconds"


def test_33_the_e_mail_waits_for_the_morning() -> None:
    watch_sweep(now=wita("2026-04-13 23:00"))

    assert Notice.objects.get().next_attempt_at == wita("2026-04-14 07:30")


def test_the_task_gives_the_figure() -> None:
    assert watch_task() > 120
