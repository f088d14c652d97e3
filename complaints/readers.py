"""Who may read an answer before it is sent, and what waits for whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from opd.models import Membership, Role, User
from opd.models.membership import OPD_ROLES
from sla.models import ClockKind, SlaClock

from .case_keys import CaseKeys
from .models import Complaint, SecondReading
from .queries import visible_to
from .risk import RED

# A red answer is read by somebody who answers for the unit or for the city.
LEADS = (Role.KEPALA_BIDANG, Role.PIMPINAN, Role.KOORDINATOR)
LANE = (Role.PIMPINAN, Role.KEPALA_BIDANG, Role.KOORDINATOR, Role.PETUGAS)  # who stands in first
Status = SecondReading.Status


@dataclass(frozen=True)
class Reader:
    """Somebody who may read, with what he is."""

    user: User
    role: Role

    @property
    def label(self) -> str:
        """`Sari, Pimpinan OPD`."""
        return f"{self.user.display_name}, {self.role.label}"


def readers_for(complaint: Complaint, writer: User, colour: str) -> list[Reader]:
    """Who may read an answer of `writer` in this case, whoever stands in first at the front; each once.

    Colleagues of the unit and coordinators; for red their leads alone, for a secret case those who know of it.
    """
    found = Membership.objects.filter(_lane(complaint.opd_id, colour), user__is_active=True).exclude(user=writer)
    if complaint.is_secret:
        heads = Q(role__in=[Role.PIMPINAN, Role.KOORDINATOR])
        found = found.filter(heads | Q(user=complaint.assignee_id, role__in=_roles(colour)))
    rows = sorted(found.select_related("user"), key=lambda row: (LANE.index(Role(row.role)), row.user_id))
    readers: dict[int, Reader] = {}
    for row in rows:
        readers.setdefault(row.user_id, Reader(row.user, Role(row.role)))
    return list(readers.values())


def may_read(user: User, reading: SecondReading) -> bool:
    """Whether he may decide it: the reader, the substitute, or anybody whom the writer might have asked."""
    if user.pk == reading.asked_by_id:
        return False
    return any(reader.user.pk == user.pk for reader in readers_for(reading.complaint, reading.asked_by, reading.risk))


def readings_for(user: User) -> QuerySet[SecondReading]:
    """The drafts that this user may know of: of the cases that he sees."""
    return SecondReading.objects.filter(complaint__in=visible_to(user)).select_related(
        "complaint__opd", "asked_by", "reader", "substitute", "decided_by", "approved__answer"
    )


@dataclass(frozen=True)
class QueueLine:
    """One draft that waits, and until when it is to be read."""

    reading: SecondReading
    due_at: datetime | None
    is_late: bool
    is_mine: bool  # he was asked by name, or stands in


@dataclass(frozen=True)
class Queue:
    """What waits for this user by name, what else he may read, and what he asked others to read."""

    mine: list[QueueLine]
    others: list[QueueLine]
    asked: list[QueueLine]


def read_queue(user: User, now: datetime) -> Queue:
    """Everything that waits and concerns him, the earliest due first."""
    waiting = list(readings_for(user).filter(status=Status.WAITING).order_by("asked_at", "pk"))
    due = _due_times([reading.complaint_id for reading in waiting])
    lines = [_line(reading, user, due.get(reading.complaint_id), now) for reading in waiting]
    asked = [line for line in lines if line.reading.asked_by_id == user.pk]
    roles = {(row.role, row.opd_id) for row in user.memberships.all()}
    rest = [line for line in lines if line.reading.asked_by_id != user.pk]
    others = [line for line in rest if not line.is_mine and _is_in_lane(roles, line.reading)]
    return Queue([line for line in rest if line.is_mine], others, asked)


def read_due_at(reading: SecondReading) -> datetime | None:
    """Until when it is to be read; None once its clock has stopped."""
    return _due_times([reading.complaint_id]).get(reading.complaint_id)


def newest_readings(complaint: CaseKeys) -> QuerySet[SecondReading]:
    """The draft that waits, or what was last decided, in at most one row."""
    found = SecondReading.objects.filter(complaint=complaint.pk)
    found = found.select_related("asked_by", "reader", "substitute", "decided_by")
    return found.exclude(status=Status.WITHDRAWN).reverse()[:1]


def _line(reading: SecondReading, user: User, due_at: datetime | None, now: datetime) -> QueueLine:
    is_mine = user.pk in (reading.reader_id, reading.substitute_id)
    return QueueLine(reading, due_at, due_at is not None and now > due_at, is_mine)


def _due_times(complaints: list[int]) -> dict[int, datetime]:
    running = SlaClock.objects.filter(complaint__in=complaints, kind=ClockKind.SECOND_READER, is_open=True)
    return dict(running.values_list("complaint_id", "due_at"))


def _is_in_lane(roles: set[tuple[str, int | None]], reading: SecondReading) -> bool:
    """readers_for in memory: of a list each line would cost a query."""
    wanted, opd = _roles(reading.risk), reading.complaint.opd_id
    if reading.complaint.is_secret:
        wanted = (Role.PIMPINAN, Role.KOORDINATOR)
    return any(role in wanted and unit in (None, opd) for role, unit in roles)


def _roles(colour: str) -> tuple[Role, ...]:
    return LEADS if colour == RED else LANE


def _lane(opd: int | None, colour: str) -> Q:
    wanted = _roles(colour)
    units_own = Q(role__in=[role for role in wanted if role in OPD_ROLES], opd=opd) if opd else Q(pk=None)
    return units_own | Q(role=Role.KOORDINATOR)
