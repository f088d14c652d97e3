"""Many notices in one e-mail: what waits for a digest is gathered by person and group when its time has come."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from .models import Notice
from .nudges import nudge_devices

BATCH = 200  # e-mails in one run
MOST_LINES = 60  # of one e-mail; the rest is counted


def gather_due(*, now: datetime) -> int:
    """Makes one e-mail, and a nudge for each device, of all notices of a person and group whose time has come; how
    many e-mails.

    The notices themselves stay in the app as they are. Two at once gather each notice once.
    """
    due = Notice.objects.filter(status=Notice.Status.GATHERING, next_attempt_at__lte=now)
    groups = due.order_by("recipient_id", "digest").values_list("recipient_id", "digest").distinct()[:BATCH]
    return sum(_gather(recipient_id, digest, now) for recipient_id, digest in groups)


@transaction.atomic
def _gather(recipient_id: int, digest: str, now: datetime) -> bool:
    due = Notice.objects.filter(
        recipient=recipient_id, digest=digest, status=Notice.Status.GATHERING, next_attempt_at__lte=now
    )
    notices = list(due.select_for_update(skip_locked=True).order_by("created_at", "pk"))
    if not notices:
        return False
    if len(notices) == 1:
        Notice.objects.filter(pk=notices[0].pk).update(status=Notice.Status.PENDING, next_attempt_at=now)
        nudge_devices(notice=notices[0], now=now)
        return True
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(status=Notice.Status.GATHERED)
    digest_row = Notice.objects.create(
        recipient_id=recipient_id,
        subject=f"Ringkasan {digest}: {len(notices)} pemberitahuan",
        body=_body(notices),
        url="/pemberitahuan/",
        dedupe_key=f"digest:{notices[0].pk}",
        is_digest=True,
        created_at=now,
        next_attempt_at=now,
    )
    nudge_devices(notice=digest_row, now=now)
    return True


def _body(notices: list[Notice]) -> str:
    lines = [f"- {notice.subject}\n  {settings.PUBLIC_BASE_URL}{notice.url}" for notice in notices[:MOST_LINES]]
    if len(notices) > MOST_LINES:
        lines.append(f"Dan {len(notices) - MOST_LINES} lainnya.")
    return "\n".join(lines)
