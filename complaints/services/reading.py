"""Telling the citizen that somebody has read his message, and that an answer is being written."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from opd.models import User

from ..models import Complaint, Conversation, Message, ReadReceipt
from ..permissions import is_member
from ..queries import find_conversation

LATEST = timedelta(days=30)  # WhatsApp takes no receipt for an older message (channels.md 1.8)


@transaction.atomic
def note_read(*, complaint: Complaint, user: User, now: datetime) -> bool:
    """An officer of the complaint's unit has opened it: a receipt for the newest message, once; whether it is new.

    A coordinator who looks in is not the one who will answer, and tells the citizen nothing.
    """
    if not is_member(user, complaint.opd_id):
        return False
    conversation = find_conversation(complaint)
    return conversation is not None and _write(conversation, now, with_typing=False)


@transaction.atomic
def announce_typing(*, conversation: Conversation, now: datetime) -> None:
    """An answer leaves in some seconds: until then the citizen sees that somebody writes."""
    _write(conversation, now, with_typing=True)


@transaction.atomic
def answer_tap(*, message: Message, now: datetime) -> None:
    """The provider shows a tapped button as waiting until it is told that it arrived: a row for the drain."""
    facts = {"created_at": now, "next_attempt_at": now}
    ReadReceipt.objects.get_or_create(message=message, with_typing=False, defaults=facts)


def _write(conversation: Conversation, now: datetime, *, with_typing: bool) -> bool:
    if not settings.READ_RECEIPTS.get(conversation.channel, False):
        return False
    received = Message.objects.filter(conversation=conversation, is_outbound=False, sent_at__gt=now - LATEST)
    newest = received.order_by("-sent_at", "-pk").first()
    if newest is None:
        return False
    facts = {"created_at": now, "next_attempt_at": now}
    _, is_new = ReadReceipt.objects.get_or_create(message=newest, with_typing=with_typing, defaults=facts)
    return is_new
