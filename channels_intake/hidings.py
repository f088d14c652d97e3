"""The drain of comments to hide or to show again. Twice is harmless, so a lease is enough."""

from datetime import datetime, timedelta

from django.db import connection

from complaints.models import Hiding
from complaints.services.hiding import mark_done, mark_failed, postpone

from .channels.errors import ChannelError
from .registry import CHANNELS

BATCH = 20
LEASE = timedelta(seconds=60)
STEP = timedelta(minutes=1)  # the wait grows by it with each attempt
MAX_ATTEMPTS = 6  # within a quarter of an hour; then an officer asks again
TABLE = Hiding._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET attempts = attempts + 1, next_attempt_at = %s WHERE id IN ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'pending' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)


def hide_comments(*, now: datetime, limit: int = BATCH) -> int:
    """Tells the channels of up to `limit` comments that are due; returns how many were tried."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, limit])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Hiding.objects.filter(pk__in=ids).select_related("message__complaint", "asked_by")
    for hiding in rows.order_by("created_at", "pk"):
        _tell(hiding, now)
    return len(ids)


def _tell(hiding: Hiding, now: datetime) -> None:
    message = hiding.message
    try:
        CHANNELS[message.channel].hide(external_id=message.external_id, is_hidden=hiding.hides)
    except ChannelError as error:
        if error.permanent or hiding.attempts >= MAX_ATTEMPTS:
            mark_failed(hiding=hiding, reason=str(error))
        else:
            postpone(hiding=hiding, reason=str(error), wait=STEP * hiding.attempts, now=now)
    else:
        mark_done(hiding=hiding, now=now)
