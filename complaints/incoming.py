"""The door: what a channel's parser read becomes rows here, each event in one transaction, each exactly once.

The caller (channels_intake.process) has already claimed the event's identity in the same transaction.
"""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound

from .models import Message
from .services.amendments import apply_waiting_amendments, receive_amendment
from .services.conversations import conversation_of, note_citizens_word
from .services.filing import add_by_link, file_complaint
from .services.messages import store_message
from .services.placing import place_message
from .services.signals import receive_signal
from .services.told import receive_told
from .services.versions import receive_version


@transaction.atomic
def accept(*, event: inbound.Message | inbound.Amendment | inbound.Signal, now: datetime) -> None:
    """Takes one event in. Idempotent only together with the caller's claim of its identity."""
    if isinstance(event, inbound.Message) and event.filing:
        file_complaint(event=event, filing=event.filing, now=now)
    elif isinstance(event, inbound.Message) and event.case:
        add_by_link(event=event, now=now)
    elif isinstance(event, inbound.Message):
        if not receive_version(event=event, now=now):
            receive_message(event=event, now=now)
    elif isinstance(event, inbound.Amendment) and event.kind == "told":
        receive_told(event=event, now=now)
    elif isinstance(event, inbound.Amendment):
        receive_amendment(event=event, now=now)
    else:
        receive_signal(event=event, now=now)


@transaction.atomic
def receive_message(*, event: inbound.Message, now: datetime) -> Message:
    """Stores a citizen's message and threads it. Serialised per conversation: bursts arrive in parallel.

    What was withdrawn before it arrived belongs to no case and opens none; what lacks its words waits for them.
    """
    conversation = conversation_of(
        channel=event.channel, account=event.account, sender=event.sender, now=now, is_public=event.is_public
    )
    message = store_message(event=event, conversation=conversation, now=now)
    apply_waiting_amendments(message=message, now=now)
    note_citizens_word(conversation=conversation, sender=event.sender, at=message.sent_at)
    if message.revoked_at is None and not event.lacks:
        place_message(message=message, may_open=event.action == "create_or_attach", now=now)
    return message
