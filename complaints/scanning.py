"""The drain of files that clamd has not seen yet. Without CLAMD_URL they wait, and pages say so."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from bontang_pengaduan.lib.clamd import ClamdError, find_virus

from .models import Attachment
from .services.attachments import keep_verdict

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=120)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=10)  # so that files are seen soon after clamd comes back
TABLE = Attachment._meta.db_table

_CLAIM = (
    f"UPDATE {TABLE} SET claimed_at = %s, attempts = attempts + 1, next_attempt_at = %s WHERE id = ("  # noqa: S608
    f"SELECT id FROM {TABLE} WHERE status = 'stored' AND scan = 'unchecked' AND next_attempt_at <= %s "
    "ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
)


def scan_due(*, now: datetime, limit: int = BATCH) -> int:
    """Has up to `limit` files checked; returns how many were. Stops at the first failure: when clamd is down it is
    down for all, and a file that it will not take comes last the next time."""
    checked = 0
    while settings.CLAMD_URL and checked < limit and (attachment := _claim(now)):
        if not _scan(attachment, now):
            break
        checked += 1
    return checked


def _claim(now: datetime) -> Attachment | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, now + LEASE, now])
        row = cursor.fetchone()
    return Attachment.objects.select_related("message__complaint").get(pk=row[0]) if row else None


def _scan(attachment: Attachment, now: datetime) -> bool:
    try:
        with attachment.file.open() as content:
            virus = find_virus(content, address=settings.CLAMD_URL)
    except (ClamdError, OSError) as error:
        logger.warning("Attachment %s was not scanned: %s", attachment.pk, error)
        wait = min(FIRST_WAIT * 2 ** min(attachment.attempts - 1, 10), LONGEST_WAIT)
        Attachment.objects.filter(pk=attachment.pk, scan=Attachment.Scan.UNCHECKED).update(next_attempt_at=now + wait)
        return False
    keep_verdict(attachment=attachment, virus=virus, now=now)
    return True
