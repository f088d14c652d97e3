"""A message of which only the id came: its words and its author follow, and then it finds its place."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import Conversation, Message, Reporter
from .conversations import conversation_of, note_citizens_word
from .placing import place_message


@transaction.atomic
def receive_told(*, event: inbound.Amendment, now: datetime) -> None:
    """Puts words, author and time to the message and places it. One that an officer has placed meanwhile, or that is
    withdrawn, stays where it is."""
    message = _untold(event.channel, event.account, event.target_external_id or "")
    if message is None:
        return
    former = message.conversation
    if event.sender and (event.sender.account_id or event.sender.username):
        message.conversation = conversation_of(
            channel=event.channel,
            account=event.account,
            sender=event.sender,
            now=now,
            is_public=former.is_public,
        )
        note_citizens_word(conversation=message.conversation, sender=event.sender, at=event.at)
    message.text, message.sent_at = clean(event.new_text), event.at
    message.is_placeholder = not message.text
    message.details = {name: value for name, value in message.details.items() if name != "lacks"}
    message.save(update_fields=["conversation", "text", "sent_at", "is_placeholder", "details"])
    _forget(former)
    place_message(message=message, may_open=event.action == "create_or_attach", now=now)


@transaction.atomic
def place_untold(*, channel: str, account: str, external_id: str, now: datetime) -> None:
    """Nobody tells what it says: an officer gets it as it came, with its link alone."""
    message = _untold(channel, account, external_id)
    if message:
        place_message(message=message, may_open=True, now=now)


def _untold(channel: str, account: str, external_id: str) -> Message | None:
    """The message that waits for its words; locked, and its conversation with it."""
    rows = Message.objects.select_for_update(of=("self", "conversation")).select_related("conversation__reporter")
    waiting = rows.filter(channel=channel, account=account, external_id=external_id, complaint=None, revoked_at=None)
    return waiting.filter(details__has_key="lacks").first()


def _forget(conversation: Conversation) -> None:
    """The stand-in for an author who has a name now."""
    if Message.objects.filter(conversation=conversation).exists():
        return
    conversation.delete()
    strangers = Reporter.objects.filter(identifiers=None, conversations=None, complaints=None)
    strangers.filter(pk=conversation.reporter_id).delete()
