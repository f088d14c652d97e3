"""Dorong: a citizen pushes a late case, and the coordinators see it on their wall."""

from datetime import datetime

from django.db import transaction

from sla.models import EscalationStep
from sla.queries import overdue_clocks

from ..errors import MoveNotAllowedError
from ..models import Complaint, Push
from .events import record


@transaction.atomic
def push(*, complaint: Complaint, now: datetime) -> None:
    """Once for each level that has been told; again is nothing. No clock moves. Raises MoveNotAllowedError while
    nothing is late."""
    if not is_late(complaint, now):
        raise MoveNotAllowedError("Aduan ini belum terlambat.")
    level = level_told(complaint)
    _, is_new = Push.objects.get_or_create(complaint=complaint, level=level, defaults={"pushed_at": now})
    if is_new:
        record(complaint, "complaint.pushed", now=now)


def may_push(complaint: Complaint, now: datetime) -> bool:
    """Whether a push would be counted now."""
    pushed = Push.objects.filter(complaint=complaint, level=level_told(complaint))
    return is_late(complaint, now) and not pushed.exists()


def is_late(complaint: Complaint, now: datetime) -> bool:
    """Whether a promise of the city's in this case is broken and still open."""
    return overdue_clocks(now).filter(complaint=complaint).exists()


def level_told(complaint: Complaint) -> str:
    """The highest level that has been told of what is late; empty before the first."""
    fired = EscalationStep.objects.filter(clock__complaint=complaint, clock__is_open=True, fired_at__isnull=False)
    step = fired.order_by("-rank").first()
    return step.level if step else ""
