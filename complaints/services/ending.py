"""What ends with the work on a case: its clocks, and a draft that waits to be read."""

from datetime import datetime

from opd.models import User
from sla import clocks
from sla.models import ClockKind

from ..models import Complaint, SecondReading
from .drafting import give_back
from .events import record


def end_clocks(*, complaint: Complaint, now: datetime) -> None:
    """The case is worked on no more: all clocks end without a verdict but a dispute's, and nobody reads a draft of
    it."""
    end_reading(complaint=complaint, now=now)
    clocks.cancel_all(complaint=complaint, now=now)


def end_reading(*, complaint: Complaint, now: datetime) -> None:
    """Takes the draft that waits to be read out of the queue; its words are its writer's own draft again."""
    reading = _waiting(complaint)
    if reading:
        withdraw(reading, None, now)
        record(complaint, "reading.ended", now=now, reading=reading.pk)


def withdraw(reading: SecondReading, user: User | None, now: datetime) -> None:
    """Ends a reading without a verdict, by this user or with its case, and gives its words back to its writer."""
    reading.status, reading.decided_by, reading.decided_at = SecondReading.Status.WITHDRAWN, user, now
    reading.save(update_fields=["status", "decided_by", "decided_at"])
    clocks.cancel(complaint=reading.complaint, kinds=[ClockKind.SECOND_READER], now=now)
    give_back(reading=reading, now=now)


def drop_idle_reading_clock(*, complaint: Complaint, now: datetime) -> None:
    """After clocks were brought back with a case: that of reading runs only while a draft waits."""
    if _waiting(complaint) is None:
        clocks.cancel(complaint=complaint, kinds=[ClockKind.SECOND_READER], now=now)


def _waiting(complaint: Complaint) -> SecondReading | None:
    return complaint.readings.filter(status=SecondReading.Status.WAITING).first()
