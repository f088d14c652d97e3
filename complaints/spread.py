"""Apakah ini melebar? How many report the same at the same place, and whether they become more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from opd.models import User

from .incidents import Day, count_days
from .lookalikes import Lookalike, find_lookalikes
from .models import Complaint
from .workflow import OPEN, Status

MOST = 60  # rows compared; a page of more would not be read
RECENT = timedelta(days=2)
MANY = 3  # reports within RECENT, this one with them
_SHOWN = [*(status.value for status in OPEN), Status.RESOLVED.value, Status.CLOSED.value]


@dataclass(frozen=True)
class Spread:
    """`lookalikes` are the others, the likest first; all counts hold the complaint itself as well."""

    lookalikes: list[Lookalike]
    trend: list[Day]
    total: int
    recent: int
    public_count: int
    is_growing: bool


def read_spread(user: User, complaint: Complaint, now: datetime) -> Spread:
    """What this user may know of the spread of the matter within 7 days.

    It grows when MANY came within RECENT and more than in all the days before; the numbers are the project's own.
    """
    found = find_lookalikes(user, complaint, now, statuses=_SHOWN, most=MOST)
    moments = [complaint.created_at, *(each.complaint.created_at for each in found)]
    recent = sum(moment > now - RECENT for moment in moments)
    return Spread(
        lookalikes=found,
        trend=count_days(moments, now),
        total=len(moments),
        recent=recent,
        public_count=sum(each.is_public for each in found),
        is_growing=recent >= MANY and recent > len(moments) - recent,
    )
