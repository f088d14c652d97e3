"""What an officer can do with the clocks of a case, and what has been done with them; stands beside its due times."""

from dataclasses import dataclass
from datetime import datetime

from opd.models import User
from sla.models import ClockKind, ClockPause

from .models import Complaint
from .permissions import can_act
from .workflow import WORKABLE


@dataclass(frozen=True)
class ClockDesk:
    """`pause` is the open one of the promise of resolving."""

    pause: ClockPause | None
    can_pause: bool
    can_resume: bool


def read_clock_desk(complaint: Complaint, user: User, now: datetime) -> ClockDesk:
    """The desk of one case for this user."""
    acts = can_act(user, complaint)
    running = complaint.clocks.filter(kind=ClockKind.RESOLVE, is_open=True).first()
    pause = running.pauses.filter(ended_at=None).first() if running and running.paused_at else None
    return ClockDesk(
        pause=pause,
        can_pause=acts and running is not None and pause is None and complaint.status in WORKABLE,
        can_resume=acts and pause is not None and pause.is_by_hand,
    )
