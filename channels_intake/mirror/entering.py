"""The drain of cases that are to be entered into SP4N: one at a time by a lease, sent outside any transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from ..channels.errors import ChannelError, Fate
from ..channels.sp4n.client import enter
from .copying import is_automatic, note_entry
from .models import Sp4nReport, Sp4nSubmission

LEASE = timedelta(seconds=60)
PAUSE = timedelta(minutes=5)
BATCH = 20
Sent = Sp4nSubmission.Status
_AFTER = {Fate.UNKNOWN: Sent.UNKNOWN, Fate.REFUSED: Sent.FAILED, Fate.BUG: Sent.FAILED}


def enter_due(*, now: datetime) -> int:
    """Enters what is due; how many were tried. Nothing while a person copies."""
    stuck = Sp4nSubmission.objects.filter(status=Sent.SENDING, claimed_at__lt=now - LEASE)
    stuck.update(status=Sent.UNKNOWN, last_error="Pengiriman terputus, belum pasti masuk.")
    tried = 0
    while is_automatic() and tried < BATCH and (row := _claim(now)):
        _enter(row, now)
        tried += 1
    return tried


def _claim(now: datetime) -> Sp4nSubmission | None:
    with transaction.atomic():
        due = Sp4nSubmission.objects.filter(status=Sent.PENDING, next_attempt_at__lte=now)
        row = due.select_for_update(of=("self",), skip_locked=True).select_related("complaint").first()
        if row:
            row.status, row.claimed_at, row.attempts = Sent.SENDING, now, row.attempts + 1
            row.save(update_fields=["status", "claimed_at", "attempts"])
        return row


def _enter(row: Sp4nSubmission, now: datetime) -> None:
    flags = {"is_anonymous": row.complaint.is_anonymous, "is_secret": row.complaint.is_secret}
    try:
        number = enter(title=row.title, text=row.text, **flags)
    except ChannelError as error:
        _settle(row, error, now)
        return
    if not Sp4nReport.objects.filter(complaint=row.complaint).exists():
        note_entry(submission=row, tracking_id=number, now=now)


@transaction.atomic
def _settle(row: Sp4nSubmission, error: ChannelError, now: datetime) -> None:
    """What may have arrived waits until it is seen there; what surely did not is tried again or given up."""
    status = {Fate.UNKNOWN: Sent.UNKNOWN, Fate.REFUSED: Sent.FAILED, Fate.BUG: Sent.FAILED}.get(
        error.fate, Sent.PENDING
    )
    mine = Sp4nSubmission.objects.filter(pk=row.pk, status=Sent.SENDING)
    mine.update(status=status, last_error=str(error)[:300], next_attempt_at=now + PAUSE)
