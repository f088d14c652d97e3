"""Keeping what a citizen sent: one row for the message, one for each of its files."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from bontang_pengaduan.lib.text import clean

from ..models import Attachment, Conversation, Message
from .reading import answer_tap


@transaction.atomic
def store_message(*, event: inbound.Message, conversation: Conversation, now: datetime) -> Message:
    """Writes the message and its files, which the drain of attachments fetches. It belongs to no complaint yet."""
    place = event.location
    message = Message.objects.create(
        conversation=conversation,
        channel=event.channel,
        account=event.account,
        external_id=event.external_id,
        kind=event.wa_type,
        text=clean(event.text) or _form_text(event),
        is_placeholder=event.placeholder,
        latitude=place.lat if place else None,
        longitude=place.lon if place else None,
        place=_place_words(event),
        details=_details(event),
        reply_to_external_id=event.reply_to_external_id or "",
        sent_at=event.sent_at,
        received_at=now,
    )
    if event.awaits_receipt:
        answer_tap(message=message, now=now)
    Attachment.objects.bulk_create(_attachment(media, message, now) for media in event.media)
    return message


def _attachment(media: inbound.Media, message: Message, now: datetime) -> Attachment:
    return Attachment(
        message=message,
        channel=message.channel,
        account=message.account,
        kind=media.kind,
        media_id=media.id,
        mime=clean(media.mime)[:100],
        sha256=(media.sha256 or "")[:64],
        filename=clean(media.filename)[:200],
        created_at=now,
        next_attempt_at=now,
    )


def _details(event: inbound.Message) -> dict[str, object]:
    facts = {
        "choice": event.choice_id,
        "form": event.form,
        "contacts": list(event.shared_contacts),
        "referral": event.referral_source_id,
        "errors": list(event.errors),
        "time_is_receipt": event.timestamp_is_receipt,
        "thread": event.thread_external_id,
        "command": event.command,
        "lacks": event.lacks,
        "supersedes": list(event.supersedes),
        "by_link": bool(event.case),
    }
    return {name: value for name, value in facts.items() if value}


def _place_words(event: inbound.Message) -> str:
    """The names of a point or an area; an area is no point and gets none."""
    names = [event.area.name] if event.area else []
    if event.location:
        names += [name for name in (event.location.name, event.location.address) if name]
    return clean(" ".join(names))[:300]


def _form_text(event: inbound.Message) -> str:
    """The citizen's words in a filled form: its longest text answer."""
    answers = [
        clean(value) for key, value in (event.form or {}).items() if isinstance(value, str) and key != "flow_token"
    ]
    return max(answers, key=len, default="")
