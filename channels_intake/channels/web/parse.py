"""The city's own form as a channel: what `channels_intake.web.sending` writes into the ledger. Pure and total."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Area, Event, Filing, Location, Media, Message, Sender

from ..guarding import guard, person, read_all
from ..shapes import Json, as_dict, as_dicts, as_id, as_iso_moment, as_number, as_text, required_id

CHANNEL = "web"
FORM, LINK = "formulir", "tautan"  # the accounts: a complaint of its own, and words over the link of a case


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """The one message of a form. Never raises."""

    def read(root: Any) -> Iterator[Event]:
        part = as_dict(root)
        account = LINK if part.get("case") else FORM
        yield guard(lambda: _message(part, account, received_at), part, channel=CHANNEL, account=account, pointer="")

    return read_all(body, CHANNEL, read)


def _message(part: Json, account: str, received_at: datetime) -> Message:
    name = required_id(part, "id")
    case = as_id(part.get("case")) or ""
    place = as_text(part.get("place"), 300)
    return Message(
        channel=CHANNEL,
        account=account,
        external_id=name,
        sender=Sender(account_id=person(CHANNEL, name[:100]), name=as_text(part.get("name"), 120)),
        sent_at=as_iso_moment(part.get("at")) or received_at,
        wa_type="form" if not case else "addition",
        action="create_or_attach" if not case else "attach_only",
        text=as_text(part.get("text")),
        media=tuple(_photo(photo) for photo in as_dicts(part.get("photos")) if as_id(photo.get("id"))),
        location=_location(part),
        area=Area(place) if place else None,
        filing=None if case else _filing(part),
        case=case,
    )


def _photo(photo: Json) -> Media:
    return Media(
        kind="image", id=as_id(photo.get("id")) or "", mime=as_text(photo.get("mime"), 100), filename=_name(photo)
    )


def _name(photo: Json) -> str | None:
    return as_text(photo.get("name"), 200)


def _location(part: Json) -> Location | None:
    latitude, longitude = as_number(part.get("latitude")), as_number(part.get("longitude"))
    return Location(latitude, longitude) if latitude is not None and longitude is not None else None


def _filing(part: Json) -> Filing:
    return Filing(
        link_digest=required_id(part, "link_digest"),
        code_digest=required_id(part, "code_digest"),
        link_token=as_text(part.get("link_token"), 60) or "",
        kelurahan=as_text(part.get("kelurahan"), 20) or "",
        is_anonymous=part.get("is_anonymous") is True,
        is_secret=part.get("is_secret") is True,
        contact_phone=as_text(part.get("phone"), 20) or "",
        contact_email=as_text(part.get("email"), 254) or "",
        invitation=as_text(part.get("invitation"), 20) or "",
    )
