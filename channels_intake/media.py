"""The drain of attachments: fetched in time, kept as they are, shown without what a photo tells in secret."""

import secrets
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import connection

from bontang_pengaduan.lib.images import make_preview
from complaints.models import Attachment

from .channels.errors import ChannelError
from .registry import CHANNELS

BATCH = 10
LEASE = timedelta(seconds=120)
LIFETIME = timedelta(days=7)  # of a media id in a WhatsApp webhook (channels.md 1.7)
TABLE = Attachment._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET claimed_at = %s, attempts = attempts + 1, next_attempt_at = %s WHERE id IN ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'pending' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)


def fetch_media(*, now: datetime, limit: int = BATCH) -> int:
    """Downloads up to `limit` attachments that are due; returns how many were tried. A dead worker's claim ends
    with its lease."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, now + LEASE, now, limit])
        ids = [row[0] for row in cursor.fetchall()]
    for attachment in Attachment.objects.filter(pk__in=ids):
        _fetch(attachment, now)
    return len(ids)


def _fetch(attachment: Attachment, now: datetime) -> None:
    try:
        content = CHANNELS[attachment.channel].download(media_id=attachment.media_id, account=attachment.account)
    except ChannelError as error:
        _try_later(attachment, error, now)
        return
    name = secrets.token_urlsafe(16)
    attachment.file.save(f"attachments/{name}", ContentFile(content), save=False)
    if preview := make_preview(content):
        attachment.preview.save(f"previews/{name}.webp", ContentFile(preview), save=False)
    attachment.status, attachment.last_error = Attachment.Status.STORED, ""
    attachment.save(update_fields=["file", "preview", "status", "last_error"])


def _try_later(attachment: Attachment, error: ChannelError, now: datetime) -> None:
    if now - attachment.created_at > LIFETIME:
        attachment.status = Attachment.Status.LOST
    elif error.permanent:
        attachment.status = Attachment.Status.REFUSED
    attachment.next_attempt_at = now + timedelta(seconds=min(5 * 4 ** (attachment.attempts - 1), 3600))
    attachment.last_error = str(error)
    attachment.save(update_fields=["status", "next_attempt_at", "last_error"])
