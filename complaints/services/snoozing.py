"""Tunda: putting a case off to a date without stopping a clock, and having it back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from opd.models import User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Snooze
from ..permissions import can_act
from ..snoozes import MOST_DAYS, back_by, hiding
from ..wording import full_date
from ..workflow import AT_UNIT, Status
from .events import record

BATCH = 200
End = Snooze.End


@transaction.atomic
def snooze(*, complaint: Complaint, until: datetime, user: User, now: datetime) -> Snooze:
    """The case leaves its unit's lists until `until`, and never longer than until two office hours before its next due
    time; every clock runs on. A citizen's word, an escalation or another's act brings it back before.

    Raises NotAllowedError, InvalidInputError (a moment that is past or too far away), MoveNotAllowedError (not at a
    unit, put off already, or a due time is near).
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if Status(complaint.status) not in AT_UNIT:
        raise MoveNotAllowedError("Aduan ini tidak sedang ditangani OPD.")
    if until <= now:
        raise InvalidInputError("Pilih waktu yang akan datang.")
    if until > now + timedelta(days=MOST_DAYS):
        raise InvalidInputError(f"Paling lama {MOST_DAYS} hari.")
    limit = back_by(complaint)
    if limit and limit[0] <= now:
        _, clock = limit
        words = f"{clock.get_kind_display()} jatuh tempo {full_date(clock.due_at)}"
        raise MoveNotAllowedError(f"{words}, jadi aduan ini tidak dapat ditunda.")
    _end(Snooze.objects.filter(complaint=complaint).exclude(pk__in=hiding(now)), End.EVENT, now)
    moment = min(until, limit[0]) if limit else until
    try:
        with transaction.atomic():
            row = Snooze.objects.create(complaint=complaint, set_by=user, made_at=now, until=moment)
    except IntegrityError as error:
        raise MoveNotAllowedError("Aduan ini sudah ditunda.") from error
    record(complaint, "complaint.snoozed", now=now, actor=user, until_at=moment.isoformat(), is_cut=moment < until)
    return row


@transaction.atomic
def wake(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Tampilkan lagi: the case is in the lists again; also takes a snooze back. Raises NotAllowedError,
    MoveNotAllowedError."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not _end(Snooze.objects.filter(complaint=complaint), End.OFFICER, now):
        raise MoveNotAllowedError("Aduan ini tidak sedang ditunda.")
    record(complaint, "complaint.woken", now=now, actor=user, reason=End.OFFICER.label)


def wake_for_citizen(*, complaint: Complaint, now: datetime) -> None:
    """The citizen has written: the case and its parts are in the lists again, whenever his words were sent."""
    family = Q(complaint=complaint) | Q(complaint__part_of=complaint)
    for row in Snooze.objects.filter(family, ended_at=None).select_related("complaint"):
        if _end(Snooze.objects.filter(pk=row.pk), End.CITIZEN, now):
            record(row.complaint, "complaint.woken", now=now, reason=End.CITIZEN.label)


def end_snoozes(*, now: datetime) -> int:
    """Closes at most BATCH rows of cases that are in the lists again, and notes in their history why; how many."""
    rows = Snooze.objects.filter(ended_at=None).exclude(pk__in=hiding(now)).select_related("complaint")
    return sum(_close(row, now) for row in rows.order_by("until")[:BATCH])


@transaction.atomic
def _close(row: Snooze, now: datetime) -> bool:
    reason = End.TIME if row.until <= now else End.EVENT
    if not _end(Snooze.objects.filter(pk=row.pk), reason, now):
        return False
    record(row.complaint, "complaint.woken", now=now, reason=reason.label)
    return True


def _end(rows: QuerySet[Snooze], reason: Snooze.End, now: datetime) -> int:
    return rows.filter(ended_at=None).update(ended_at=now, end=reason)
