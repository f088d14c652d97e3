"""The gate of an account and the lane of a contact: what a refusal changes for the messages behind it."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from opd.models import Role, User
from opd.notices import notify

from ..models import Conversation, Lane, SendingGate

logger = logging.getLogger(__name__)

PROBE = timedelta(minutes=5)  # between two tries of a stopped account
LONGEST_SLOWDOWN = timedelta(minutes=15)
LONGEST_BLOCK = timedelta(hours=1)


@transaction.atomic
def stop_sending(*, channel: str, account: str, reason: str, code: int, now: datetime) -> None:
    """Nothing of this account goes out; every PROBE one message tries again. The admins are told once a stop."""
    gate = lock_gate(channel=channel, account=account)
    if gate.stopped_at is None:
        gate.stopped_at, gate.stop_reason = now, reason
        _alert(f"Pengiriman {channel} berhenti", reason, f"gate:{channel}:{account}:{now:%Y%m%d%H%M%S}", code, now)
    gate.probe_at = now + PROBE
    gate.save(update_fields=["stopped_at", "stop_reason", "probe_at"])


@transaction.atomic
def slow_down(*, channel: str, account: str, jitter: float, now: datetime) -> None:
    """The account rests: 2, 4, 8 ... seconds for each time in a row, at most LONGEST_SLOWDOWN, times `jitter` (0.5 to
    1.5, so that many workers do not come back at once)."""
    gate = lock_gate(channel=channel, account=account)
    gate.slow_level = min(gate.slow_level + 1, 12)
    gate.slow_until = now + min(timedelta(seconds=2**gate.slow_level), LONGEST_SLOWDOWN) * jitter
    gate.save(update_fields=["slow_level", "slow_until"])


@transaction.atomic
def open_gate(*, channel: str, account: str) -> None:
    """The account works: nothing stops or slows it any more."""
    troubled = Q(stopped_at__isnull=False) | Q(slow_level__gt=0)
    SendingGate.objects.filter(troubled, channel=channel, account=account).update(
        stopped_at=None, stop_reason="", probe_at=None, slow_until=None, slow_level=0
    )


@transaction.atomic
def block_contact(*, conversation: Conversation, now: datetime) -> None:
    """This contact waits 4^n seconds after the n-th refusal in a row, at most LONGEST_BLOCK (error 131056)."""
    lane, _ = Lane.objects.select_for_update().get_or_create(conversation=conversation)
    lane.strikes = min(lane.strikes + 1, 10)
    lane.blocked_until = now + min(timedelta(seconds=4**lane.strikes), LONGEST_BLOCK)
    lane.save(update_fields=["strikes", "blocked_until"])


@transaction.atomic
def open_lane(*, conversation: Conversation) -> None:
    """A message to this contact was taken."""
    Lane.objects.filter(conversation=conversation).update(strikes=0, blocked_until=None, unreachable_at=None)


@transaction.atomic
def mark_unreachable(*, conversation: Conversation, now: datetime) -> None:
    """The channel does not reach this contact; officers see it until he writes or a message is taken."""
    Lane.objects.update_or_create(conversation=conversation, defaults={"unreachable_at": now})


@transaction.atomic
def report_wrong_message(*, reply_id: int, reason: str, code: int, now: datetime) -> None:
    """What we sent was wrong in itself. The admins are told once a day and code, because it will happen again."""
    _alert(
        "Pesan ditolak karena salah bentuk",
        f"{reason} (balasan {reply_id}, kode {code})",
        f"wrong-message:{code}:{now:%Y%m%d}",
        code,
        now,
    )


def lock_gate(*, channel: str, account: str) -> SendingGate:
    """The gate, locked until the end of the transaction; made when it is not there."""
    gate, _ = SendingGate.objects.select_for_update().get_or_create(channel=channel, account=account)
    return gate


def _alert(subject: str, body: str, cause: str, code: int, now: datetime) -> None:
    logger.error("%s: code %s", subject, code)
    admins = User.objects.filter(memberships__role=Role.ADMIN, is_active=True)
    page = reverse("channel_list")
    notify(recipients=admins, subject=subject, body=body, url=page, dedupe_key=cause, now=now)
