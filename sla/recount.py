"""What follows when the calendar changes: every open clock is counted anew, and each move is put on record."""

import logging
from dataclasses import dataclass
from datetime import datetime, time

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg2 import errors

from opd.models import User

from .calendars import current_calendar
from .counting import count_anew, ended_pauses, move_clocks
from .drafts import Draft, calendar_after
from .models import CalendarVersion, ClockKind, DueChange, Recount, SlaClock
from .permissions import may_steer

logger = logging.getLogger(__name__)

CHUNK = 1000  # clocks of one transaction: what a service that wants one of them waits for at most
# Longer waits nobody for a chunk than PostgreSQL waits before it looks for a deadlock (1 s): where an officer's act and
# a chunk want what the other holds, the chunk gives way and is begun again.
PATIENCE = "500ms"
CHUNKS = 20  # of one call, so that a task ends long before its time limit
Status = Recount.Status
OPEN = (Status.WAITING, Status.RUNNING)


class RecountRefusedError(ValueError):
    """A job that cannot be stopped or continued; `str()` of it is a sentence for the officer."""


@dataclass(frozen=True)
class Move:
    """A due time that a change of the calendar would move."""

    clock: SlaClock
    old: datetime
    new: datetime

    @property
    def is_later(self) -> bool:
        """Whether the promise gets longer."""
        return self.new > self.old


def preview_moves(draft: Draft) -> list[Move]:
    """The open clocks that the change would move, next due first. Writes nothing."""
    calendar = calendar_after(draft)
    since = datetime.combine(draft.first_day, time.min, calendar.zone)
    moves: list[Move] = []
    last = 0
    while clocks := list(_behind(last).filter(due_at__gte=since)[:CHUNK]):
        counted = count_anew(clocks, calendar, ended_pauses(clocks))
        moves += [Move(clock, clock.due_at, times.due_at) for clock, times in counted if times.due_at != clock.due_at]
        last = clocks[-1].pk
    return sorted(moves, key=lambda move: (move.old, move.clock.pk))


@transaction.atomic
def begin_recount(*, version: CalendarVersion, now: datetime) -> Recount:
    """The job for a change of the calendar. It takes the place of one that has not ended."""
    Recount.objects.filter(status__in=OPEN).update(status=Status.REPLACED, ended_at=now)
    return Recount.objects.create(version=version, total=SlaClock.objects.filter(is_open=True).count())


def work_recount(*, now: datetime, chunks: int = CHUNKS) -> int:
    """Counts at most `chunks` times CHUNK clocks for the job that waits or runs; how many. Each chunk is one
    transaction, so that nothing is lost or done twice when a worker dies, and others wait for one chunk alone."""
    counted = 0
    for _ in range(chunks):
        try:
            done = _count_chunk(now)
        except OperationalError as error:
            if not _is_lock(error):
                raise
            break
        if not done:
            break
        counted += done
    return counted


def finish_recount(*, recount: Recount, now: datetime) -> Recount:
    """Works until that job has ended, for commands; gives it as it stands then."""
    is_left = True
    while is_left:
        try:
            is_left = bool(_count_chunk(now, waits=True))
        except OperationalError as error:
            if not _is_lock(error):
                raise
    recount.refresh_from_db()
    return recount


@transaction.atomic
def stop_recount(*, recount: Recount, user: User, now: datetime) -> None:
    """Stops the job behind its present chunk; the clocks that it has not reached keep their due times.

    Raises RecountRefusedError.
    """
    _require(user)
    stopped = {"status": Status.STOPPED, "ended_at": now, "stopped_by": user}
    if not Recount.objects.filter(pk=recount.pk, status__in=OPEN).update(**stopped):
        raise RecountRefusedError("Perhitungan ini sudah tidak berjalan.")


@transaction.atomic
def continue_recount(*, recount: Recount, user: User, now: datetime) -> None:
    """Lets a stopped job go on behind its last clock. Raises RecountRefusedError; a later change of the calendar
    counts everything anew, so that then nothing is left to go on with."""
    _require(user)
    if Recount.objects.filter(pk__gt=recount.pk).exists():
        raise RecountRefusedError("Perubahan kalender yang lebih baru sudah menghitung ulang semuanya.")
    again = {"status": Status.WAITING, "ended_at": None, "stopped_by": None}
    if not Recount.objects.filter(pk=recount.pk, status=Status.STOPPED).update(**again):
        raise RecountRefusedError("Perhitungan ini tidak sedang dihentikan.")


def changes_of(recount: Recount) -> QuerySet[DueChange]:
    """What the job has moved so far, in the order of its work."""
    return DueChange.objects.filter(recount=recount).select_related("clock").order_by("pk")


@transaction.atomic
def _count_chunk(now: datetime, *, waits: bool = False) -> int:
    """How many clocks were counted; 0 when no job is left, when it has come to its end, or when somebody else is at it
    and the caller does not wait."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
    waiting = Recount.objects.select_for_update(skip_locked=not waits, of=("self",)).select_related("version")
    recount = waiting.filter(status__in=OPEN).first()
    if recount is None:
        return 0
    clocks = list(_behind(recount.last_clock).select_for_update(no_key=True)[:CHUNK])
    if clocks:
        recount.moved += _move(clocks, recount, now)
        recount.last_clock, recount.done = clocks[-1].pk, recount.done + len(clocks)
    recount.status = Status.RUNNING if clocks else Status.DONE
    recount.started_at, recount.ended_at = recount.started_at or now, None if clocks else now
    recount.save(update_fields=["moved", "last_clock", "done", "status", "started_at", "ended_at"])
    if not clocks and recount.moved:
        logger.warning("%d due times moved: %s", recount.moved, recount.version.reason)
    return len(clocks)


def _move(clocks: list[SlaClock], recount: Recount, now: datetime) -> int:
    former = move_clocks(clocks, current_calendar())
    version = recount.version
    DueChange.objects.bulk_create(
        DueChange(
            clock=clock,
            changed_at=now,
            reason=f"Kalender versi {version.number}: {version.reason}"[:200],
            old_due_at=former[clock.pk],
            new_due_at=clock.due_at,
            recount=recount,
            awaits_word=clock.kind == ClockKind.RESOLVE and clock.due_at > former[clock.pk],
        )
        for clock in clocks
        if clock.pk in former
    )
    return len(former)


def _is_lock(error: OperationalError) -> bool:
    """Whether somebody else held a row of the chunk for too long; nothing of the chunk is done then."""
    return isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected)


def _behind(clock_id: int) -> QuerySet[SlaClock]:
    return SlaClock.objects.filter(is_open=True, pk__gt=clock_id).order_by("pk")


def _require(user: User) -> None:
    if not may_steer(user):
        raise RecountRefusedError("Hanya admin dan koordinator yang dapat mengatur perhitungan ulang.")
