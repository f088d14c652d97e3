"""What an officer can do with the clocks of a case, and what has been done with them; stands beside its due times."""

from dataclasses import dataclass
from datetime import datetime

from opd.models import User
from sla.models import ClockKind, ClockPause, Extension, Level, Pledge, Raise
from sla.queries import told_levels

from .models import Complaint
from .permissions import can_act, is_coordinator
from .services.raising import levels_above, own_level
from .workflow import OPEN, WORKABLE


@dataclass(frozen=True)
class ClockDesk:
    """`pause` is the open one of the promise of resolving, `extension` the request for more time that waits, `raised`
    the last time that somebody took the case up by hand, `pledge` the word of somebody who sees to it."""

    pause: ClockPause | None
    extension: Extension | None
    can_pause: bool
    can_resume: bool
    can_extend: bool
    can_decide: bool
    raised: Raise | None
    pledge: Pledge | None
    can_raise: bool
    can_pledge: bool


def read_clock_desk(complaint: Complaint, user: User, now: datetime) -> ClockDesk:
    """The desk of one case for this user."""
    acts = can_act(user, complaint)
    running = complaint.clocks.filter(kind=ClockKind.RESOLVE, is_open=True).first()
    pause = running.pauses.filter(ended_at=None).first() if running and running.paused_at else None
    words = Pledge.objects.filter(clock__complaint=complaint, clock__is_open=True)
    pledge = words.select_related("clock", "pledged_by").first()
    extension = running.extensions.filter(is_granted=None).first() if running else None
    is_workable = acts and running is not None and complaint.status in WORKABLE
    return ClockDesk(
        pause=pause,
        extension=extension,
        can_pause=is_workable and pause is None,
        can_resume=acts and pause is not None and pause.is_by_hand,
        can_extend=is_workable and extension is None and running is not None and now <= running.due_at,
        can_decide=is_coordinator(user),
        raised=complaint.raises.select_related("raised_by").last(),
        pledge=pledge,
        can_raise=acts and complaint.status in OPEN and bool(levels_above(user, complaint)),
        can_pledge=complaint.status in OPEN and _may_pledge(user, complaint, pledge, now),
    )


def _may_pledge(user: User, complaint: Complaint, pledge: Pledge | None, now: datetime) -> bool:
    """An escalation has reached his level, or the coordinator in its stead, and nobody else's word runs."""
    level, told = own_level(user, complaint), told_levels(complaint.pk)
    if pledge and now <= pledge.clock.due_at:
        return False
    return level is not None and bool(told) and (level in told or level == Level.KOORDINATOR)
