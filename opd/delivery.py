"""The drain of notices: takes what is due under a lease and sends it by e-mail, outside any transaction."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet

from .models import Notice, Role, User
from .notices import notify

logger = logging.getLogger(__name__)

BATCH = 20  # notices in one run; each may wait SMTP_TIMEOUT_SECONDS
LEASE = timedelta(minutes=5)  # longer than the hard limit of the task: a claim is older only when its process died
MAX_ATTEMPTS = 12  # with the waits below about eight hours, an office day
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
SMTP_TIMEOUT_SECONDS = 10
NO_ADDRESS = "Penerima tidak aktif atau tidak punya alamat surel."
ALARM = "unsent:"  # begins the key of an alarm about e-mails
GIVEN_UP = "Pengiriman berhenti di tengah jalan berulang kali."


def deliver_due(*, now: datetime) -> int:
    """Sends the notices that are due, at most BATCH; how many went out.

    At least once: a crash between sending and noting it repeats the e-mail when the lease ends. A failure waits and
    is tried again; after MAX_ATTEMPTS it is permanent and stands on the row with its reason.
    """
    claimed = claim_due(now=now)
    if not claimed:
        return 0
    connection = get_connection(timeout=SMTP_TIMEOUT_SECONDS)
    try:
        connection.open()
        return sum(_deliver(notice, connection, now) for notice in claimed)
    except OSError as error:
        # The server does not answer: asking it again for each notice would cost the whole batch its time-out.
        for notice in claimed:
            _postpone(notice, error, now)
        return 0
    finally:
        connection.close()


@transaction.atomic
def claim_due(*, now: datetime) -> list[Notice]:
    """Takes due notices for the time of the lease, so that no second drain sends them. Two at once share the rows."""
    due = Notice.objects.filter(status=Notice.Status.PENDING, next_attempt_at__lte=now)
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("recipient")
    notices = list(locked.order_by("next_attempt_at", "pk")[:BATCH])
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        claimed_at=now, next_attempt_at=now + LEASE, attempts=F("attempts") + 1
    )
    return notices


def _deliver(notice: Notice, connection: BaseEmailBackend, now: datetime) -> bool:
    if not (notice.recipient.is_active and notice.recipient.email):
        _finish(notice, Notice.Status.CANCELLED, now, error=NO_ADDRESS)
    elif notice.attempts >= MAX_ATTEMPTS:
        _finish(notice, Notice.Status.FAILED, now, error=notice.last_error or GIVEN_UP)
    else:
        return _send(notice, connection, now)
    return False


def _send(notice: Notice, connection: BaseEmailBackend, now: datetime) -> bool:
    try:
        _email_of(notice, connection).send()
    except (SMTPException, OSError) as error:
        _postpone(notice, error, now)
        return False
    _finish(notice, Notice.Status.SENT, now)
    return True


def _email_of(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    link = f"\n\n{settings.PUBLIC_BASE_URL}{notice.url}" if notice.url else ""
    return EmailMessage(notice.subject, notice.body + link, to=[notice.recipient.email], connection=connection)


def _postpone(notice: Notice, error: Exception, now: datetime) -> None:
    attempts = notice.attempts + 1
    reason = f"{type(error).__name__}: {error}"[:500]
    if attempts >= MAX_ATTEMPTS or isinstance(error, SMTPRecipientsRefused):
        _finish(notice, Notice.Status.FAILED, now, error=reason)
        return
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    _held(notice).update(claimed_at=None, next_attempt_at=now + wait, last_error=reason)


def _finish(notice: Notice, status: Notice.Status, now: datetime, *, error: str = "") -> None:
    sent_at = now if status == Notice.Status.SENT else None
    _held(notice).update(status=status, claimed_at=None, last_error=error, sent_at=sent_at)
    if status == Notice.Status.FAILED:
        logger.error("Notice %d could not be delivered: %s", notice.pk, error)
        _alarm(notice, error, now)


def _alarm(notice: Notice, error: str, now: datetime) -> None:
    """Tells the admins of a person whom no e-mail reaches, once a day; not of alarms that do not arrive themselves."""
    if notice.dedupe_key.startswith(ALARM):
        return
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=f"Surel kepada {notice.recipient.display_name} tidak terkirim"[:200],
        body=f"Alamat: {notice.recipient.email}. {error}\nPemberitahuannya tetap terbaca di aplikasi.",
        url="",
        dedupe_key=f"{ALARM}{notice.recipient_id}:{now.date().isoformat()}",
        now=now,
    )


def _held(notice: Notice) -> QuerySet[Notice]:
    # Still ours: a drain whose lease ran out meanwhile must not write over what the next one noted.
    return Notice.objects.filter(pk=notice.pk, status=Notice.Status.PENDING, attempts=notice.attempts + 1)
