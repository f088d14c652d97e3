"""What an officer can do with the clocks of a case, and what has been done with them; stands beside its due times."""

from dataclasses import dataclass
from datetime import datetime

from opd.models import User
from sla.models import ClockKind, ClockPause, Extension

from .models import Complaint
from .permissions import can_act, is_coordinator
from .workflow import WORKABLE


@dataclass(frozen=True)
class ClockDesk:
    """`pause` is the open one of the promise of resolving, `extension` the request for more time that waits."""

    pause: ClockPause | None
    extension: Extension | None
    can_pause: bool
    can_resume: bool
    can_extend: bool
    can_decide: bool


def read_clock_desk(complaint: Complaint, user: User, now: datetime) -> ClockDesk:
    """The desk of one case for this user."""
    acts = can_act(user, complaint)
    running = complaint.clocks.filter(kind=ClockKind.RESOLVE, is_open=True).first()
    pause = running.pauses.filter(ended_at=None).first() if running and running.paused_at else None
    extension = running.extensions.filter(is_granted=None).first() if running else None
    is_workable = acts and running is not None and complaint.status in WORKABLE
    return ClockDesk(
        pause=pause,
        extension=extension,
        can_pause=is_workable and pause is None,
        can_resume=acts and pause is not None and pause.is_by_hand,
        can_extend=is_workable and extension is None and running is not None and now <= running.due_at,
        can_decide=is_coordinator(user),
    )
