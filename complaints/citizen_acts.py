"""What a citizen may do on his page, now."""

from dataclasses import dataclass
from datetime import datetime

from bontang_pengaduan.lib.signing import new_token

from .models import Complaint, Confirmation
from .objections import last_moment, may_object
from .services.pushing import may_push
from .wording import day_of
from .workflow import OPEN, Status


@dataclass(frozen=True)
class Acts:
    """`name` makes one sending of words one message; `asks` whether he has yet to say if it is solved; `last_day` is
    the last on which his no opens the case, empty where it would not. `mark` is what he gave, 0 before."""

    name: str
    may_add: bool
    may_withdraw: bool
    may_push: bool
    is_resolved: bool
    asks: bool
    is_confirmed: bool
    last_day: str
    mark: int


def read_acts(complaint: Complaint, now: datetime) -> Acts:
    """The acts of this case at `now`."""
    is_open, is_resolved = Status(complaint.status) in OPEN, complaint.status == Status.RESOLVED
    answered = Confirmation.objects.filter(complaint=complaint, resolved_at=complaint.resolved_at or now)
    row = answered.first() if is_resolved else None
    outcome, until = row.outcome if row else "", last_moment(complaint)
    return Acts(
        name=new_token(),
        may_add=is_open,
        may_withdraw=is_open,
        may_push=is_open and may_push(complaint, now),
        is_resolved=is_resolved,
        asks=is_resolved and not outcome,
        is_confirmed=outcome == Confirmation.Outcome.CONFIRMED,
        last_day=day_of(until) if until and is_resolved and may_object(complaint, now) else "",
        mark=(row.rating or 0) if row else 0,
    )
