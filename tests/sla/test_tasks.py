"""The sweep as Celery calls it."""

import pytest

from opd.models import Opd
from sla import clocks
from sla.models import ClockKind, EscalationStep
from sla.tasks import escalate_due
from tests.sla.kit import MakeComplaint, wita


@pytest.mark.usefixtures("loaded")
def test_the_task_fires_what_is_due_by_now_and_nothing_else(make_complaint: MakeComplaint, dishub: Opd) -> None:
    for started in ("2026-01-12 09:00", "2027-12-01 09:00"):
        clocks.start(complaint=make_complaint(opd=dishub), kinds=[ClockKind.ACCEPT], now=wita(started))

    fired = escalate_due()

    left = EscalationStep.objects.filter(fired_at=None).values_list("clock__started_at", flat=True)
    assert (fired, set(left)) == (6, {wita("2027-12-01 09:00")})
