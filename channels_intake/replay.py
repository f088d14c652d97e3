"""Reading the ledger again: one row at an operator's word, or a range in the background.

What was taken in before stays as it is, because its identity stands. A range does not go through the queue of new
messages: citizens who write now do not wait behind it.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from complaints.permissions import is_admin
from opd.models import User

from . import ledger
from .models import InboundRequest, ReplayRun
from .process import Harvest, read_again

BUDGET_SECONDS = 20  # of one round; the task may take 50
LEASE = timedelta(seconds=60)
Status = InboundRequest.Status


class ReplayRefusedError(Exception):
    """A replay that is refused; `str()` of it is a sentence for the operator."""


def requests_between(*, channel: str, from_at: datetime, to_at: datetime) -> QuerySet[InboundRequest]:
    """The rows of a range, both ends included, that a replay would read: neither those that wait in the queue anyway
    nor those that were discarded."""
    return InboundRequest.objects.filter(
        channel=channel, received_at__gte=from_at, received_at__lte=to_at, status__in=[Status.DONE, Status.DEAD]
    )


@transaction.atomic
def start_replay(*, channel: str, from_at: datetime, to_at: datetime, user: User | None, now: datetime) -> ReplayRun:
    """A range to be read again; `user` is empty for the command line. Raises ReplayRefusedError."""
    if user and not is_admin(user):
        raise ReplayRefusedError("Hanya admin yang dapat memproses ulang kiriman.")
    if from_at > to_at or to_at > now:
        raise ReplayRefusedError("Rentang waktu harus berurutan dan sudah lewat.")
    # Two at once would read the same rows twice for nothing.
    if open_runs().filter(channel=channel).exists():
        raise ReplayRefusedError("Masih ada proses ulang yang berjalan untuk kanal ini.")
    total = requests_between(channel=channel, from_at=from_at, to_at=to_at).count()
    if not total:
        raise ReplayRefusedError("Tidak ada kiriman dalam rentang waktu ini.")
    return ReplayRun.objects.create(
        channel=channel, from_at=from_at, to_at=to_at, total=total, requested_by=user, requested_at=now
    )


@transaction.atomic
def cancel_replay(*, run: ReplayRun, user: User | None, now: datetime) -> bool:
    """Stops a run after the row that it is at; whether it still ran. What was read stays. Raises ReplayRefusedError."""
    if user and not is_admin(user):
        raise ReplayRefusedError("Hanya admin yang dapat membatalkan proses ulang.")
    return bool(open_runs().filter(pk=run.pk).update(cancelled_at=now, cancelled_by=user))


def open_runs() -> QuerySet[ReplayRun]:
    """Neither finished nor cancelled."""
    return ReplayRun.objects.filter(finished_at=None, cancelled_at=None)


def advance(*, now: datetime, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Reads rows of the oldest open run for some seconds; how many. A dead worker's claim ends with its lease."""
    run = _claim(now)
    if run is None:
        return 0
    ends_at = time.monotonic() + budget_seconds
    read = 0
    while time.monotonic() < ends_at:
        row = _next_row(run)
        if row is None:
            open_runs().filter(pk=run.pk).update(finished_at=now)
            break
        harvest = read_again(row=row, now=now)
        read += 1
        if not _note(run, row.id, harvest):
            break
    ReplayRun.objects.filter(pk=run.pk).update(claimed_until=None)
    return read


@transaction.atomic
def _claim(now: datetime) -> ReplayRun | None:
    free = open_runs().filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    run = free.select_for_update(skip_locked=True).order_by("pk").first()
    if run:
        run.claimed_until = now + LEASE
        run.save(update_fields=["claimed_until"])
    return run


def _next_row(run: ReplayRun) -> ledger.ClaimedRequest | None:
    """One at a time: fifty bodies may be 150 MB."""
    rows = requests_between(channel=run.channel, from_at=run.from_at, to_at=run.to_at).filter(pk__gt=run.last_id)
    key = rows.order_by("pk").values_list("pk", flat=True).first()
    return ledger.fetch(key) if key else None


def _note(run: ReplayRun, key: int, harvest: Harvest) -> bool:
    """Keeps how far it is; False when it was cancelled meanwhile."""
    run.last_id = key
    return bool(
        open_runs()
        .filter(pk=run.pk)
        .update(
            last_id=key,
            done=F("done") + 1,
            taken=F("taken") + harvest.taken,
            failed=F("failed") + int(bool(harvest.failures)),
        )
    )
