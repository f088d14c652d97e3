"""One factory per thing that tests need, made the way the product makes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bontang_pengaduan.lib.inbound import Location, Media, Message, Sender
from channels_intake.process import take
from complaints.models import Complaint
from complaints.models import Message as StoredMessage

ACCOUNT = "900000000000101"
PAGE = "900000000000777"  # of the city on Facebook
MONDAY_MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09.00 WITA, an ordinary working day
ROAD = "Jalan berlubang parah di RT 05, aspal mengelupas, motor sering jatuh"
_numbers = count(1)


def make_event(
    text: str | None = ROAD,
    *,
    phone: str | None = "+6281200000001",
    bsuid: str | None = None,
    at: datetime = MONDAY_MORNING,
    external_id: str = "",
    media: tuple[Media, ...] = (),
    location: Location | None = None,
    quoted: str | None = None,
    choice: str | None = None,
    kind: str = "text",
    action: str = "create_or_attach",
) -> Message:
    """A citizen's message as the parser gives it."""
    return Message(
        channel="whatsapp",
        account=ACCOUNT,
        external_id=external_id or f"wamid.uji{next(_numbers)}",
        sender=Sender(phone=phone, wa_id=phone and phone[1:], bsuid=bsuid, name="Warga Contoh"),
        sent_at=at,
        wa_type=kind,
        action=action,  # type: ignore[arg-type]
        text=text,
        media=media,
        location=location,
        reply_to_external_id=quoted,
        choice_id=choice,
    )


def make_comment(
    text: str = ROAD, *, channel: str = "facebook", at: datetime = MONDAY_MORNING, external_id: str = "", **more: Any
) -> StoredMessage:
    """A citizen's public comment under a post of the city, taken in through the door."""
    comment = Message(
        channel=channel,
        account=PAGE,
        external_id=external_id or f"77_{next(_numbers)}",
        sender=Sender(account_id=f"{channel}:5001", name="Warga Contoh"),
        sent_at=at,
        wa_type="comment",
        action="create_or_attach",
        text=text,
        is_public=True,
        thread_external_id=f"{PAGE}_77",
    )
    return receive(replace(comment, **more))


def receive(event: Message) -> StoredMessage:
    """Takes the event in through the door; returns the stored message."""
    take(event=event, request_id=1, now=event.sent_at + timedelta(seconds=1))
    return StoredMessage.objects.get(external_id=event.external_id)


def make_complaint(text: str = ROAD, *, phone: str = "+6281200000001", at: datetime = MONDAY_MORNING) -> Complaint:
    """A complaint that came by WhatsApp."""
    complaint = receive(make_event(text, phone=phone, at=at)).complaint
    assert complaint is not None
    return complaint
