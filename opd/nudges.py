"""Notices on their way to officers' devices. At least once: telling twice is better than not at all."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from .delivery import ALARM
from .models import Device, Notice, Nudge, Role, User
from .notices import notify

logger = logging.getLogger(__name__)

BATCH = 20  # in one run
LEASE = timedelta(minutes=2)  # longer than a run: a claim is older only when its process died
MAX_ATTEMPTS = 8  # with the waits below about two hours
FIRST_WAIT = timedelta(minutes=1)
USEFUL = timedelta(hours=12)  # later the morning's digest and the app say it better


class NudgeError(Exception):
    """A device was not reached. `is_final`: asking again changes nothing; `is_gone`: there is no such device now."""

    def __init__(self, reason: str, *, is_final: bool = False, is_gone: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final or is_gone
        self.is_gone = is_gone


def nudge_due(*, kind: Device.Kind, send: Callable[[Nudge], str], now: datetime) -> int:
    """Sends what is due to devices of `kind`, BATCH at most; how many went out.

    `send` gives the provider's name of the message or raises NudgeError. A failure waits and is tried again; a final
    one stands on the row, and the admins are told once a day and person. What was read meanwhile is not sent.
    """
    return sum(_deliver(nudge, send, now) for nudge in claim_nudges(kind=kind, now=now))


@transaction.atomic
def nudge_devices(*, notice: Notice, now: datetime) -> None:
    """Tells each device of the notice's recipient of it; for what is no news the moment it is written, as a digest."""
    devices = Device.objects.filter(user=notice.recipient_id)
    Nudge.objects.bulk_create(
        [Nudge(notice=notice, device=device, created_at=now, next_attempt_at=now) for device in devices],
        ignore_conflicts=True,
    )


@transaction.atomic
def claim_nudges(*, kind: Device.Kind, now: datetime) -> list[Nudge]:
    """Takes due nudges for the time of the lease. What has become pointless is cancelled instead."""
    due = Nudge.objects.filter(status=Nudge.Status.PENDING, next_attempt_at__lte=now, device__kind=kind)
    _cancel_pointless(now)
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("notice", "device__user")
    nudges = list(locked.order_by("next_attempt_at", "pk")[:BATCH])
    Nudge.objects.filter(pk__in=[nudge.pk for nudge in nudges]).update(
        attempts=F("attempts") + 1, next_attempt_at=now + LEASE
    )
    return nudges


@transaction.atomic
def mark_refused(*, nudge: Nudge, error: NudgeError, now: datetime) -> None:
    """It will not arrive. The admins are told of a person who cannot be reached, not of a browser that is gone."""
    Nudge.objects.filter(pk=nudge.pk).update(status=Nudge.Status.FAILED, last_error=str(error)[:500])
    if error.is_gone:
        Device.objects.filter(pk=nudge.device_id).delete()
        return
    logger.error("Nudge %d could not be delivered: %s", nudge.pk, error)
    if not nudge.notice.dedupe_key.startswith(ALARM):
        _alarm(nudge, error, now)


def _cancel_pointless(now: datetime) -> None:
    pending = Nudge.objects.filter(status=Nudge.Status.PENDING)
    pending.filter(next_attempt_at__lte=now, notice__read_at__isnull=False).update(status=Nudge.Status.CANCELLED)
    pending.filter(next_attempt_at__lte=now, created_at__lt=now - USEFUL, attempts__gt=0).update(
        status=Nudge.Status.FAILED
    )
    pending.filter(next_attempt_at__lte=now, device__user__is_active=False).update(status=Nudge.Status.CANCELLED)


def _deliver(nudge: Nudge, send: Callable[[Nudge], str], now: datetime) -> bool:
    try:
        external_id = send(nudge)
    except NudgeError as error:
        _postpone(nudge, error, now)
        return False
    Nudge.objects.filter(pk=nudge.pk).update(
        status=Nudge.Status.SENT, sent_at=now, external_id=external_id, last_error=""
    )
    return True


def _postpone(nudge: Nudge, error: NudgeError, now: datetime) -> None:
    attempts = nudge.attempts + 1
    if error.is_final or attempts >= MAX_ATTEMPTS:
        mark_refused(nudge=nudge, error=error, now=now)
        return
    wait = FIRST_WAIT * 2 ** (attempts - 1)
    Nudge.objects.filter(pk=nudge.pk).update(next_attempt_at=now + wait, last_error=str(error)[:500])


def _alarm(nudge: Nudge, error: NudgeError, now: datetime) -> None:
    person, device = nudge.device.user, nudge.device
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=f"{device.get_kind_display()} kepada {person.display_name} tidak terkirim"[:200],
        body=f"{device.label}. {error}\nPemberitahuannya tetap terbaca di aplikasi.",
        url="",
        dedupe_key=f"{ALARM}{device.kind}:{person.pk}:{now.date().isoformat()}",
        now=now,
    )
