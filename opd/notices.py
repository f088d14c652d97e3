"""Telling officers something: rows first. The app shows the row, the drain sends it by e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from .models import Notice, User


@dataclass(frozen=True)
class NoticeDraft:
    """One notice to one officer. No personal data of citizens in `subject` or `body`.

    `dedupe_key` names the cause: the same cause tells the same officer once. `not_before` holds back the e-mail, so
    that nobody is woken at night.
    """

    recipient_id: int
    subject: str
    body: str
    url: str
    dedupe_key: str
    not_before: datetime | None = None


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
    """Writes many notices in one statement; those that are there already stay as they are."""
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=draft.recipient_id,
                subject=draft.subject,
                body=draft.body,
                url=draft.url,
                dedupe_key=draft.dedupe_key,
                created_at=now,
                next_attempt_at=max(now, draft.not_before or now),
            )
            for draft in drafts
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


@transaction.atomic
def mark_read(*, notice: Notice, now: datetime) -> bool:
    """Notes when its recipient first saw it; whether this was the first time."""
    return bool(Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now))
