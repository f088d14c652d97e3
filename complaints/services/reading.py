"""Telling the citizen that somebody has read his message, and that an answer is being written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from opd.models import User

from ..case_keys import CaseKeys
from ..models import Complaint, Conversation, Message, ReadReceipt
from ..permissions import is_member
from ..queries import conversations_of

LATEST = timedelta(days=30)  # WhatsApp takes no receipt for an older message (channels.md 1.8)


@transaction.atomic
def note_read(*, complaint: Complaint, user: User, now: datetime) -> bool:
    """An officer of the complaint's unit has opened it: a receipt for the newest message, once; whether it is new.

    A coordinator who looks in is not the one who will answer, and tells the citizen nothing.
    """
    newest = unread_messages(complaint, told_channels(user, complaint.opd_id), now).first()
    if newest is None:
        return False
    note_message_read(message=newest, now=now)
    return True


@transaction.atomic
def note_message_read(*, message: Message, now: datetime) -> None:
    """note_read for the row of unread_messages. Of two who open the case at once one writes the receipt."""
    receipt = ReadReceipt(message=message, with_typing=False, created_at=now, next_attempt_at=now)
    ReadReceipt.objects.bulk_create([receipt], ignore_conflicts=True)


def told_channels(user: User, opd_id: int | None) -> tuple[str, ...]:
    """The channels that are told when this user reads a message of a case of that unit."""
    if not is_member(user, opd_id):
        return ()
    return tuple(channel for channel, is_told in settings.READ_RECEIPTS.items() if is_told)


def unread_messages(complaint: CaseKeys, channels: Sequence[str], now: Any) -> QuerySet[Message]:
    """The citizen's newest message in the thread, on one of these channels, when no reader of it was told of yet; at
    most one row."""
    thread = conversations_of(complaint).values("pk")[:1]
    newest = _newest(Message.objects.filter(conversation__in=thread), now).values("pk")
    told = ReadReceipt.objects.filter(message=OuterRef("pk"), with_typing=False)
    return Message.objects.filter(~Exists(told), pk__in=newest, conversation__channel__in=channels)


@transaction.atomic
def announce_typing(*, conversation: Conversation, now: datetime) -> None:
    """An answer leaves in some seconds: until then the citizen sees that somebody writes."""
    if not settings.READ_RECEIPTS.get(conversation.channel, False):
        return
    newest = _newest(conversation.messages.all(), now).first()
    if newest is not None:
        facts = {"created_at": now, "next_attempt_at": now}
        ReadReceipt.objects.get_or_create(message=newest, with_typing=True, defaults=facts)


@transaction.atomic
def answer_tap(*, message: Message, now: datetime) -> None:
    """The provider shows a tapped button as waiting until it is told that it arrived: a row for the drain."""
    facts = {"created_at": now, "next_attempt_at": now}
    ReadReceipt.objects.get_or_create(message=message, with_typing=False, defaults=facts)


def _newest(messages: QuerySet[Message], now: Any) -> QuerySet[Message]:
    return messages.filter(is_outbound=False, sent_at__gt=now - LATEST).order_by("-sent_at", "-pk")[:1]
