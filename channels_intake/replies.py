"""The drain of replies: lease, send outside any transaction, keep the provider's id at once."""

from datetime import datetime, timedelta

from django.db import connection

from complaints.models import Reply, ReporterIdentifier
from complaints.services.replies import mark_failed, mark_sent

from .channels.errors import ChannelError
from .registry import CHANNELS

BATCH = 20
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 6
TABLE = Reply._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET status = 'sending', claimed_at = %s, attempts = attempts + 1 WHERE id IN ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'pending' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)


def send_due(*, now: datetime, limit: int = BATCH) -> int:
    """Sends up to `limit` replies that are due; returns how many were tried."""
    settle_abandoned(now=now)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, now, limit])
        ids = [row[0] for row in cursor.fetchall()]
    for reply in Reply.objects.filter(pk__in=ids).select_related("conversation__reporter", "complaint"):
        _send(reply, now)
    return len(ids)


def settle_abandoned(*, now: datetime) -> int:
    """A worker died while sending: whether the message went out is not known, and WhatsApp has no key against
    doubling. It is not sent again blindly; a delivery report settles it, or an officer does."""
    stuck = Reply.objects.filter(status=Reply.Status.SENDING, claimed_at__lt=now - LEASE)
    return stuck.update(status=Reply.Status.UNKNOWN, last_error="Pengiriman terputus, belum pasti terkirim.")


def _send(reply: Reply, now: datetime) -> None:
    conversation = reply.conversation
    addresses = dict(
        ReporterIdentifier.objects.filter(reporter=conversation.reporter, valid_to=None).values_list("kind", "value")
    )
    try:
        external_id = CHANNELS[conversation.channel].send(
            reply_id=reply.pk,
            account=conversation.account,
            phone=addresses.get("phone"),
            bsuid=addresses.get("bsuid"),
            text=reply.text,
        )
    except ChannelError as error:
        _settle_error(reply, error, now)
    else:
        mark_sent(reply=reply, external_id=external_id, now=now)


def _settle_error(reply: Reply, error: ChannelError, now: datetime) -> None:
    if error.unknown_outcome:
        Reply.objects.filter(pk=reply.pk, status=Reply.Status.SENDING).update(
            status=Reply.Status.UNKNOWN, last_error=str(error)
        )
    elif error.permanent or reply.attempts >= MAX_ATTEMPTS:
        mark_failed(reply=reply, reason=str(error), code=error.code, now=now)
    else:
        Reply.objects.filter(pk=reply.pk, status=Reply.Status.SENDING).update(
            status=Reply.Status.PENDING,
            next_attempt_at=now + timedelta(seconds=5 * 4 ** (reply.attempts - 1)),
            last_error=str(error),
            error_code=error.code,
        )
