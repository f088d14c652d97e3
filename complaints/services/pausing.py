"""Holding the promise of resolving for a reason from the list, and letting it run again."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import pauses
from sla.models import ClockPause
from sla.queries import expired_pauses

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, clock_refusals
from ..models import Complaint
from ..permissions import can_act
from ..workflow import WORKABLE, Status
from .events import record
from .telling import tell_pause_over

BATCH = 100


@transaction.atomic
def pause_clock(*, complaint: Complaint, code: str, note: str, user: User, now: datetime) -> None:
    """Jeda: the promise of resolving rests for the reason `code`, at most for its working days.

    The due time moves by exactly the paused office time. Raises NotAllowedError, InvalidInputError without a note,
    MoveNotAllowedError (also when the reason has been used for this promise before).
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(note):
        raise InvalidInputError("Tuliskan penjelasan jeda.")
    if complaint.status not in WORKABLE:
        raise MoveNotAllowedError("Aduan ini tidak sedang dikerjakan, jadi tenggatnya tidak dapat dijeda.")
    with clock_refusals():
        pause = pauses.hold(complaint=complaint, code=code, note=clean(note), user=user, now=now)
    limit = pause.limit_at.isoformat() if pause.limit_at else None
    record(complaint, "clock.paused", now=now, actor=user, reason=pause.reason, limit_at=limit)


@transaction.atomic
def resume_clock(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Lanjutkan: the promise runs again before the pause reaches its limit. Raises NotAllowedError,
    MoveNotAllowedError when no officer holds it: waiting for the citizen ends with his word."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    with clock_refusals():
        pauses.let_run(complaint=complaint, now=now)
    record(complaint, "clock.resumed", now=now, actor=user)


def end_expired_pauses(*, now: datetime) -> int:
    """Ends at most BATCH pauses whose limit has passed, each in its own transaction; how many. Waiting for the citizen
    is left out: at its limit the case is closed as unanswered."""
    waiting = expired_pauses(now).exclude(clock__complaint__status=Status.WAITING.value)
    return sum(_end(pause, now) for pause in waiting.select_related("clock__complaint__opd")[:BATCH])


@transaction.atomic
def _end(pause: ClockPause, now: datetime) -> bool:
    if not pauses.end_at_limit(pause=pause):
        return False
    complaint: Complaint = pause.clock.complaint
    record(complaint, "clock.pause_expired", now=now, reason=pause.reason)
    tell_pause_over(complaint, now=now)
    return True
