"""The parts of a case as the unit that leads it reads them, with what it may do about each."""

from dataclasses import dataclass
from datetime import datetime

from opd.models import User
from sla.calendars import current_calendar
from sla.models import ClockKind, SlaClock

from .deadlines import NO_DEADLINE, PAUSED_DEADLINE, Deadline, read_deadline
from .models import Complaint
from .permissions import can_act, is_coordinator
from .services.parts import UNTOUCHED
from .workflow import OPEN, Status


@dataclass(frozen=True)
class PartLine:
    """One part. `deadline` is that of its promise of resolving."""

    part: Complaint
    unit: str
    deadline: Deadline
    can_take_back: bool
    can_let_speak: bool
    can_return: bool


def read_parts(complaint: Complaint, user: User, now: datetime) -> list[PartLine]:
    """The parts that have not been taken back, in the order of their numbers; none of a case that is one itself."""
    if complaint.part_of_id:
        return []
    rows = complaint.parts.exclude(status=Status.MERGED.value).select_related("opd").order_by("number")
    parts = list(rows)
    if not parts:
        return []
    promises = SlaClock.objects.filter(complaint__in=parts, kind=ClockKind.RESOLVE, is_open=True)
    running = {clock.complaint_id: clock for clock in promises}
    acts, steers = can_act(user, complaint), is_coordinator(user)
    return [_line(part, running.get(part.pk), complaint, now, acts=acts, steers=steers) for part in parts]


def _line(
    part: Complaint, promise: SlaClock | None, lead: Complaint, now: datetime, *, acts: bool, steers: bool
) -> PartLine:
    status, is_open = Status(part.status), part.status in OPEN
    return PartLine(
        part=part,
        unit=part.opd.name if part.opd else "Menunggu verifikasi rute",
        deadline=_deadline(promise, now),
        can_take_back=acts and is_open and (status in UNTOUCHED or steers),
        can_let_speak=acts and is_open,
        can_return=acts and status == Status.RESOLVED and lead.status in OPEN,
    )


def _deadline(promise: SlaClock | None, now: datetime) -> Deadline:
    if promise is None:
        return NO_DEADLINE
    if promise.paused_at:
        return PAUSED_DEADLINE
    return read_deadline(promise.started_at, promise.due_at, now, current_calendar())
