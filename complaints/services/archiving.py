"""What a channel's history tells of the time before the platform: kept as an archive, and nothing is done about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import ArchivedMessage, Conversation, Message
from .conversations import conversation_towards


@transaction.atomic
def receive_history(*, event: inbound.Signal, now: datetime) -> None:
    """Keeps the words of one thread. Opens no complaint, starts no clock, answers nobody; what is here already, live
    or archived, is not kept again."""
    recipient = inbound.Sender(phone=event.data.get("phone"), bsuid=event.data.get("bsuid"))
    if not (event.data.get("messages") and (recipient.phone or recipient.bsuid)):
        return
    conversation = conversation_towards(channel=event.channel, account=event.account, recipient=recipient, now=now)
    words = {word["id"]: word for word in event.data["messages"]}
    live = Message.objects.filter(channel=event.channel, account=event.account, external_id__in=list(words))
    for name in live.values_list("external_id", flat=True):
        del words[name]
    rows = [_row(word, conversation, now) for word in words.values()]
    ArchivedMessage.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _row(word: dict[str, Any], conversation: Conversation, now: datetime) -> ArchivedMessage:
    return ArchivedMessage(
        conversation=conversation,
        channel=conversation.channel,
        account=conversation.account,
        external_id=word["id"][:300],
        kind=word["kind"][:30],
        is_outbound=word["is_outbound"],
        text=clean(word["text"]),
        sent_at=word["sent_at"],
        imported_at=now,
    )
