"""The drain of read receipts. Twice is harmless, so a lease is enough and an unanswered one is sent again."""

from datetime import datetime, timedelta

from django.db import connection

from complaints.models import ReadReceipt

from .channels.errors import ChannelError
from .registry import CHANNELS

BATCH = 20
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 4
USEFUL = timedelta(hours=1)  # later a receipt tells nothing that the answer does not tell
TABLE = ReadReceipt._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET attempts = attempts + 1, next_attempt_at = %s WHERE id IN ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'pending' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)


def send_receipts(*, now: datetime, limit: int = BATCH) -> int:
    """Sends up to `limit` receipts that are due; returns how many were tried."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, limit])
        ids = [row[0] for row in cursor.fetchall()]
    for receipt in ReadReceipt.objects.filter(pk__in=ids).select_related("message").order_by("created_at", "pk"):
        _send(receipt, now)
    return len(ids)


def _send(receipt: ReadReceipt, now: datetime) -> None:
    message = receipt.message
    try:
        CHANNELS[message.channel].mark_read(
            account=message.account, external_id=message.external_id, with_typing=receipt.with_typing
        )
    except ChannelError as error:
        is_over = error.permanent or receipt.attempts >= MAX_ATTEMPTS or now - receipt.created_at > USEFUL
        receipt.status = ReadReceipt.Status.FAILED if is_over else ReadReceipt.Status.PENDING
        receipt.last_error = str(error)
    else:
        receipt.status, receipt.last_error = ReadReceipt.Status.SENT, ""
    receipt.save(update_fields=["status", "last_error"])
