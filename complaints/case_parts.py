"""The parts of a case as the unit that leads it reads them, with what it may do about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bontang_pengaduan.lib.round_trip import fetch_together
from opd.models import User
from sla.calendars import current_calendar
from sla.models import ClockKind, SlaClock
from sla.working_time import Calendar

from .case_keys import CaseKeys
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
    return make_lines(complaint, user, fetch_together(**part_queries(complaint)), current_calendar(), now)


def part_queries(complaint: CaseKeys) -> dict[str, QuerySet[Any]]:
    """What read_parts is made of."""
    parts = Complaint.objects.filter(part_of=complaint.pk).exclude(status=Status.MERGED.value).order_by("number")
    promises = SlaClock.objects.filter(complaint__in=parts, kind=ClockKind.RESOLVE, is_open=True)
    return {"parts": parts.select_related("opd"), "part_promises": promises}


def make_lines(
    complaint: Complaint, user: User, found: Mapping[str, Sequence[Any]], calendar: Calendar, now: datetime
) -> list[PartLine]:
    """read_parts from the rows of part_queries."""
    running = {clock.complaint_id: clock for clock in found["part_promises"]}
    acts, steers = can_act(user, complaint), is_coordinator(user)
    return [
        _line(part, _deadline(running.get(part.pk), calendar, now), complaint, acts=acts, steers=steers)
        for part in found["parts"]
    ]


def _line(part: Complaint, deadline: Deadline, lead: Complaint, *, acts: bool, steers: bool) -> PartLine:
    status, is_open = Status(part.status), part.status in OPEN
    return PartLine(
        part=part,
        unit=part.opd.name if part.opd else "Menunggu verifikasi rute",
        deadline=deadline,
        can_take_back=acts and is_open and (status in UNTOUCHED or steers),
        can_let_speak=acts and is_open,
        can_return=acts and status == Status.RESOLVED and lead.status in OPEN,
    )


def _deadline(promise: SlaClock | None, calendar: Calendar, now: datetime) -> Deadline:
    if promise is None:
        return NO_DEADLINE
    if promise.paused_at:
        return PAUSED_DEADLINE
    return read_deadline(promise.started_at, promise.due_at, now, calendar)
