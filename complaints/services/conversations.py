"""The thread with one citizen on one account of a channel."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound

from ..models import Conversation, Reporter
from ..window import window_end
from .identity import find_reporter, get_reporter, note_seen


@transaction.atomic
def conversation_of(
    *, channel: str, account: str, sender: inbound.Sender, now: datetime, is_public: bool = False
) -> Conversation:
    """The conversation with this sender, made if it is new, and locked: bursts arrive in parallel. What he says in
    public is another one than what he says to the city alone."""
    return _locked(get_reporter(sender=sender, now=now), channel, account, is_public=is_public)


@transaction.atomic
def conversation_towards(*, channel: str, account: str, recipient: inbound.Sender, now: datetime) -> Conversation:
    """The conversation with whom the city wrote to, made if it is new, and locked. That the city writes to a number
    proves nothing of who has it."""
    return _locked(find_reporter(recipient) or get_reporter(sender=recipient, now=now), channel, account)


@transaction.atomic
def note_citizens_word(*, conversation: Conversation, sender: inbound.Sender, at: datetime) -> None:
    """The citizen wrote at that moment: the window for free text counts from it. An older message changes nothing."""
    note_seen(sender=sender, at=at)
    if at < (conversation.citizen_wrote_at or at):
        return
    conversation.citizen_wrote_at, conversation.window_until = at, window_end(conversation, at)
    conversation.save(update_fields=["citizen_wrote_at", "window_until"])


def _locked(reporter: Reporter, channel: str, account: str, *, is_public: bool = False) -> Conversation:
    conversation, _ = Conversation.objects.get_or_create(
        reporter=reporter, channel=channel, account=account, is_public=is_public
    )
    return Conversation.objects.select_for_update(of=("self",)).select_related("reporter").get(pk=conversation.pk)
