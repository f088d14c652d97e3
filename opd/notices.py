"""Telling officers something: rows first. The app shows the row; drains send it by e-mail and to their devices."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection, transaction

from .models import Notice, Nudge, User

# A sweep writes a thousand at once: as one JSON value they cost a third of a thousand model instances.
INSERT = """
    WITH told AS (
        INSERT INTO opd_notice
            (recipient_id, subject, body, url, dedupe_key, digest, is_digest, created_at, next_attempt_at, status,
            attempts, last_error)
        SELECT recipient_id, subject, body, url, dedupe_key, digest, false, %(now)s, greatest(%(now)s, not_before),
            CASE digest WHEN '' THEN %(pending)s ELSE %(gathering)s END, 0, ''
        FROM json_to_recordset(%(drafts)s) AS draft
            (recipient_id bigint, subject text, body text, url text, dedupe_key text, digest text,
            not_before timestamptz)
        ON CONFLICT DO NOTHING
        RETURNING id, recipient_id, digest, next_attempt_at
    )
    INSERT INTO opd_nudge
        (notice_id, device_id, status, created_at, next_attempt_at, attempts, external_id, last_error)
    SELECT told.id, device.id, %(pending)s, %(now)s, told.next_attempt_at, 0, '', ''
    FROM told JOIN opd_device device ON device.user_id = told.recipient_id
    WHERE told.digest = ''
"""


@dataclass(frozen=True)
class NoticeDraft:
    """One notice to one officer. No personal data of citizens in `subject` or `body`.

    `dedupe_key` names the cause: the same cause tells the same officer once. `not_before` holds back the e-mail, so
    that nobody is woken at night. Notices with the same `digest` share one e-mail to each officer at that time.
    """

    recipient_id: int
    subject: str
    body: str
    url: str
    dedupe_key: str
    not_before: datetime | None = None
    digest: str = ""


@transaction.atomic
def notify(
    *,
    recipients: Iterable[User],
    subject: str,
    body: str,
    url: str,
    dedupe_key: str,
    now: datetime,
    not_before: datetime | None = None,
) -> list[Notice]:
    """Tells each recipient the same; gives the rows, one for each, whether new or there already."""
    drafts = [
        NoticeDraft(recipient.pk, subject, body, url, dedupe_key, not_before)
        for recipient in {recipient.pk: recipient for recipient in recipients}.values()
    ]
    insert_notices(drafts=drafts, now=now)
    told = [draft.recipient_id for draft in drafts]
    return list(Notice.objects.filter(recipient__in=told, dedupe_key=dedupe_key).order_by("recipient_id"))


@transaction.atomic
def insert_notices(*, drafts: Iterable[NoticeDraft], now: datetime) -> None:
    """Writes many notices, and a nudge for each device of their recipients, in one statement; those that are there
    already stay as they are. What waits for a digest nudges nobody."""
    values: dict[str, datetime | str] = {
        "now": now,
        "pending": Notice.Status.PENDING,
        "gathering": Notice.Status.GATHERING,
        "drafts": orjson.dumps(list(drafts)).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


@transaction.atomic
def withdraw_notices(*, cause: str, created_at: datetime) -> int:
    """Deletes the notices of a cause (the beginning of their `dedupe_key`) that was taken back; how many.

    An e-mail that has left stays with its notice.
    """
    waiting = Notice.objects.filter(dedupe_key__startswith=cause, created_at=created_at)
    return waiting.filter(status=Notice.Status.PENDING, attempts=0).delete()[0]


@transaction.atomic
def hasten_notices(*, urls: Collection[str], now: datetime) -> None:
    """Lets what waits for the morning about these pages leave now, by e-mail and to devices. What waits for a digest
    stays in it, and what has been tried keeps its time."""
    waiting = Notice.objects.filter(url__in=urls, status=Notice.Status.PENDING, attempts=0, next_attempt_at__gt=now)
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return
    nudges = Nudge.objects.filter(notice__in=keys, status=Nudge.Status.PENDING, attempts=0)
    nudges.update(next_attempt_at=now)
    Notice.objects.filter(pk__in=keys, status=Notice.Status.PENDING, attempts=0).update(next_attempt_at=now)


@transaction.atomic
def mark_read(*, notice: Notice, now: datetime) -> bool:
    """Notes when its recipient first saw it; whether this was the first time."""
    return bool(Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now))
