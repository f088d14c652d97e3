"""What the city says on WhatsApp: a message, or that one was read (channels.md 1.8)."""

from django.conf import settings

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import as_dicts
from .bodies import build_body, build_receipt
from .graph import call
from .uploads import upload


def send(*, account: str, message: Outgoing) -> str:
    """Sends a message and returns its wamid. That means accepted, not delivered.

    The reply's id comes back in every delivery report. Raises ChannelError; its fate is UNKNOWN when the request may
    have arrived although no answer came, because WhatsApp has no key against doubling.
    """
    media_id = upload(account=account, content=message.content) if message.form == "media" else ""
    body = build_body(message, media_id=media_id)
    answer = call("POST", f"{settings.WHATSAPP_API_BASE}/{account}/messages", json=body)
    accepted = next(iter(as_dicts(answer.get("messages"))), {})
    if not accepted.get("id"):
        raise ChannelError("WhatsApp menjawab tanpa nomor pesan.", fate=Fate.UNKNOWN)
    return str(accepted["id"])


def mark_read(*, account: str, external_id: str, with_typing: bool) -> None:
    """Shows the citizen that his message was read. Twice is once. Raises ChannelError."""
    body = build_receipt(external_id, with_typing=with_typing)
    call("POST", f"{settings.WHATSAPP_API_BASE}/{account}/messages", is_repeatable=True, json=body)
