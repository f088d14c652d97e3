"""Which reply goes next: due, nothing earlier to the same contact waiting, lane free, the account's gate open."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from complaints.models import Reply, SendingGate
from complaints.services.sending import PROBE, lock_gate

SECOND = timedelta(seconds=1)
DEFAULT_RATE = 10  # messages a second of a channel without a setting


@transaction.atomic
def claim_next(*, now: datetime, by_hand: Collection[str] = ()) -> Reply | None:
    """Takes the next reply by a lease (`claimed_at`), and its place in the account's rate; None when nothing may go.

    What goes out by a channel `by_hand` is copied by a person and is none of the queue's. Of two drains at once each
    gets another contact's reply: a row that waits or is being sent bars the later ones.
    """
    ready = _ready(now).exclude(conversation__channel__in=by_hand)
    rows = ready.select_related("conversation__reporter", "complaint")
    reply = rows.select_for_update(of=("self",), skip_locked=True).first()
    if reply is None or not _pass_gate(reply, now):
        return None
    reply.status, reply.claimed_at, reply.attempts = Reply.Status.SENDING, now, reply.attempts + 1
    reply.save(update_fields=["status", "claimed_at", "attempts"])
    return reply


def _ready(now: datetime) -> QuerySet[Reply]:
    same_contact = Reply.objects.filter(conversation=OuterRef("conversation"))
    earlier = same_contact.filter(status__in=[Reply.Status.PENDING, Reply.Status.SENDING]).filter(
        Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
    )
    gates = SendingGate.objects.filter(
        channel=OuterRef("conversation__channel"), account=OuterRef("conversation__account")
    )
    due = Reply.objects.filter(status=Reply.Status.PENDING, next_attempt_at__lte=now)
    return due.exclude(
        Exists(earlier) | Exists(gates.filter(_is_shut(now))) | Q(conversation__lane__blocked_until__gt=now)
    ).order_by("next_attempt_at", "created_at", "pk")


def _is_shut(now: datetime) -> Q:
    return Q(probe_at__gt=now) | Q(slow_until__gt=now) | Q(second_at__gt=now - SECOND, room=0)


def _pass_gate(reply: Reply, now: datetime) -> bool:
    """Counts the message against the account's rate; of a stopped account it is the one that tries."""
    channel, account = reply.conversation.channel, reply.conversation.account
    gate = lock_gate(channel=channel, account=account)
    if SendingGate.objects.filter(_is_shut(now), pk=gate.pk).exists():
        return False
    if gate.second_at is None or gate.second_at <= now - SECOND:
        gate.second_at, gate.room = now, settings.MESSAGES_PER_SECOND.get(channel, DEFAULT_RATE)
    gate.room -= 1
    gate.probe_at = now + PROBE if gate.stopped_at else None
    gate.save(update_fields=["second_at", "room", "probe_at"])
    return True
