"""Waits for the citizen that have run out."""

from datetime import datetime

from sla.models import ClockKind

from ..errors import MoveNotAllowedError
from ..models import Complaint
from ..workflow import Status
from .handling import close_unanswered

BATCH = 100


def close_expired_waits(*, now: datetime) -> int:
    """Closes at most BATCH cases, each in its own transaction. Two at once close each case once."""
    expired = Complaint.objects.filter(
        status=Status.WAITING.value,
        clocks__kind=ClockKind.CITIZEN,
        clocks__is_open=True,
        clocks__due_at__lt=now,
    )
    return sum(_close(complaint, now) for complaint in expired.order_by("pk")[:BATCH])


def _close(complaint: Complaint, now: datetime) -> bool:
    try:
        close_unanswered(complaint=complaint, now=now)
    except MoveNotAllowedError:
        # The citizen wrote between our read and our write.
        return False
    return True
