"""The thread with one citizen on one account of a channel."""

from datetime import datetime, timedelta

from django.db import transaction

from bontang_pengaduan.lib import inbound

from ..models import Conversation
from .identity import get_reporter

WINDOW = timedelta(hours=24)  # free text after the citizen's last message (channels.md 1.8)


@transaction.atomic
def conversation_of(*, channel: str, account: str, sender: inbound.Sender, now: datetime) -> Conversation:
    """The conversation with this sender, made if it is new, and locked: bursts arrive in parallel."""
    reporter = get_reporter(sender=sender, now=now)
    conversation, _ = Conversation.objects.get_or_create(reporter=reporter, channel=channel, account=account)
    return Conversation.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=conversation.pk)


@transaction.atomic
def note_citizens_word(*, conversation: Conversation, at: datetime) -> None:
    """The citizen wrote at that moment: the window for free text counts from it. An older message changes nothing."""
    if at < (conversation.citizen_wrote_at or at):
        return
    conversation.citizen_wrote_at, conversation.window_until = at, at + WINDOW
    conversation.save(update_fields=["citizen_wrote_at", "window_until"])
