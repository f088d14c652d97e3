"""The drain of attachments: fetched in time, kept as they are, shown without what a photo tells in secret."""

import hashlib
import secrets
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F
from django.urls import reverse

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.images import Drawing, TooManyPixelsError, UnusableImageError, draw
from bontang_pengaduan.lib.sniff import sniff
from complaints.models import Attachment
from complaints.services.attachments import StoredFile, mark_lost, mark_refused, mark_stored
from opd.models import Role, User
from opd.notices import notify

from .channels.errors import ChannelError, Fate
from .channels.files import FileRefusedError
from .registry import CHANNELS

BATCH = 10
LEASE = timedelta(seconds=120)
LIFETIME = timedelta(days=6)  # a media id ends on the seventh day (channels.md 1.7)
LONGEST_WAIT = timedelta(hours=1)  # between two attempts
TOKEN_PAUSE = timedelta(minutes=10)
MB = 1024 * 1024
# Bytes kept of one file by its kind; WhatsApp hands on up to 100 MB (channels.md 1.7).
LIMITS = {"image": 16 * MB, "sticker": 2 * MB, "audio": 16 * MB, "voice": 16 * MB, "video": 64 * MB}
DOCUMENT_LIMIT = 100 * MB
PICTURES = ("image", "sticker")
TABLE = Attachment._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET claimed_at = %s, attempts = attempts + 1, next_attempt_at = %s WHERE id = ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'pending' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
)


def fetch_media(*, now: datetime, limit: int = BATCH) -> int:
    """Downloads up to `limit` attachments that are due; returns how many were tried. A dead worker's claim ends
    with its lease."""
    tried = 0
    while tried < limit and (attachment := _claim(now)):
        _fetch(attachment, now)
        tried += 1
    return tried


def _claim(now: datetime) -> Attachment | None:
    """One at a time: a lease over many would run out behind one slow file."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, now + LEASE, now])
        row = cursor.fetchone()
    return Attachment.objects.select_related("message__complaint").get(pk=row[0]) if row else None


def _fetch(attachment: Attachment, now: datetime) -> None:
    limit = LIMITS.get(attachment.kind, DOCUMENT_LIMIT)
    # On disk: memory for the largest file times the workers is not there.
    settings.FETCH_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=settings.FETCH_DIR) as content:
        try:
            CHANNELS[attachment.channel].download(
                account=attachment.account, media_id=attachment.media_id, into=content, limit=limit
            )
        except FileRefusedError as error:
            mark_refused(attachment=attachment, reason=str(error))
        except ChannelError as error:
            _settle_error(attachment, error, now)
        else:
            _store(attachment, content, now)


def _store(attachment: Attachment, content: IO[bytes], now: datetime) -> None:
    size, kind = content.tell(), sniff(content)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    drawing, flaw = _draw(content, is_picture=attachment.kind in PICTURES or kind.startswith("image/"))
    name = secrets.token_urlsafe(16)
    stored = StoredFile(
        file=default_storage.save(f"attachments/{name}", File(content)),
        content_type=kind,
        size=size,
        digest=digest,
        preview=default_storage.save(f"previews/{name}.webp", ContentFile(drawing.preview)) if drawing else "",
        thumbnail=default_storage.save(f"thumbnails/{name}.webp", ContentFile(drawing.thumbnail)) if drawing else "",
        flaw=flaw,
    )
    if not mark_stored(attachment=attachment, stored=stored, now=now):
        for path in filter(None, (stored.file, stored.preview, stored.thumbnail)):
            default_storage.delete(path)


def _draw(content: IO[bytes], *, is_picture: bool) -> tuple[Drawing | None, str]:
    """The photo drawn anew, or the sentence that says why it cannot be shown."""
    if not is_picture:
        return None, ""
    try:
        return draw(content), ""
    except TooManyPixelsError:
        return None, "Gambar ini terlalu besar untuk ditampilkan."
    except UnusableImageError:
        return None, "Gambar ini rusak atau jenisnya tidak dikenal, jadi tidak dapat ditampilkan."


def _settle_error(attachment: Attachment, error: ChannelError, now: datetime) -> None:
    if error.permanent or now - attachment.created_at >= LIFETIME:
        mark_lost(attachment=attachment, reason=str(error), now=now)
    elif error.fate == Fate.STOP:
        _wait_for_token(attachment, error, now)
    else:
        wait = min(timedelta(seconds=5 * 4 ** min(attachment.attempts - 1, 6)), LONGEST_WAIT)
        _postpone(attachment, error, now + wait)


def _postpone(attachment: Attachment, error: ChannelError, at: datetime, **changes: object) -> None:
    pending = Attachment.objects.filter(pk=attachment.pk, status=Attachment.Status.PENDING)
    pending.update(next_attempt_at=at, last_error=str(error), **changes)


def _wait_for_token(attachment: Attachment, error: ChannelError, now: datetime) -> None:
    """No file of this account can be had before an administrator renews the token: all wait, no attempt is counted,
    and the administrators are told once a day."""
    until = now + TOKEN_PAUSE
    _postpone(attachment, error, until, attempts=F("attempts") - 1)
    Attachment.objects.filter(
        status=Attachment.Status.PENDING,
        channel=attachment.channel,
        account=attachment.account,
        next_attempt_at__lt=until,
    ).update(next_attempt_at=until)
    label = CHANNELS[attachment.channel].label
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=f"Token {label} tidak berlaku lagi",
        body=f"Lampiran warga dari akun {attachment.account} tidak dapat diambil. Perbarui token sebelum hari keenam.",
        url=reverse("channel_list"),
        dedupe_key=f"media-token:{attachment.channel}:{attachment.account}:{now.astimezone(WITA):%Y-%m-%d}",
        now=now,
    )
