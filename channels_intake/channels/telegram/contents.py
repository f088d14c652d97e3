"""What a Telegram message says, by what it carries (channels.md 2.5). Pure."""

from dataclasses import dataclass
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Location, Media

from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_number, as_text

FILES = {  # what carries a file: the kind that it is kept as
    "video": "video",
    "animation": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
}
GREETINGS = ("/start", "/help", "/mulai", "/bantuan")


@dataclass(frozen=True)
class Content:
    kind: str
    action: Action
    text: str | None = None
    media: tuple[Media, ...] = ()
    location: Location | None = None
    shared_contacts: tuple[dict[str, Any], ...] = ()
    placeholder: bool = False


def read_content(item: Json) -> Content:
    """The content of one message. Raises UnreadableError."""
    if isinstance(item.get("text"), str):
        return _text(item["text"])
    if "venue" in item or "location" in item:
        return _location(item)
    if "contact" in item:
        return Content("contacts", "attach_only", shared_contacts=(_contact(as_dict(item["contact"])),))
    return _file(item)


def _text(raw: str) -> Content:
    text = as_text(raw)
    is_greeting = text is not None and text.split("@", 1)[0].split(maxsplit=1)[0] in GREETINGS
    return Content("text", "attach_only" if is_greeting or not text else "create_or_attach", text, placeholder=not text)


def _location(item: Json) -> Content:
    venue = as_dict(item.get("venue"))
    point = as_dict(venue.get("location")) or as_dict(item.get("location"))
    lat, lon = as_number(point.get("latitude")), as_number(point.get("longitude"))
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        raise UnreadableError("/location", "not a position")
    place = Location(lat, lon, as_text(venue.get("title"), 200), as_text(venue.get("address"), 500))
    return Content("location", "create_or_attach", location=place)


def _file(item: Json) -> Content:
    caption = as_text(item.get("caption"))
    media = _photo(item) or _other_file(item)
    if media is None:
        # A poll, a dice, a service message or something newer: kept, and shown as not supported.
        return Content("unsupported", "attach_only", caption, placeholder=caption is None)
    action: Action = "attach_only" if media.kind == "sticker" and not caption else "create_or_attach"
    return Content(media.kind, action, caption, (media,))


def _photo(item: Json) -> Media | None:
    """The largest of one picture's sizes; they stand in rising order."""
    sizes = [size for size in as_dicts(item.get("photo")) if as_id(size.get("file_id"))]
    return _media("image", sizes[-1]) if sizes else None


def _other_file(item: Json) -> Media | None:
    # An animation also comes as a document, for old apps; the first that is known counts.
    found = next((name for name in FILES if as_id(as_dict(item.get(name)).get("file_id"))), None)
    return _media(FILES[found], as_dict(item[found])) if found else None


def _media(kind: str, part: Json) -> Media:
    name = (as_text(part.get("file_name")) or "").replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    return Media(
        kind=kind,
        id=(as_id(part.get("file_id")) or "")[:200],
        mime=as_text(part.get("mime_type"), 100),
        filename=name[-120:] or None,
        unique_id=as_id(part.get("file_unique_id")),
    )


def _contact(card: Json) -> dict[str, Any]:
    names = [as_text(card.get(part), 60) for part in ("first_name", "last_name")]
    phone = as_text(card.get("phone_number"), 40)
    return {"name": " ".join(filter(None, names)) or None, "phones": [phone] if phone else []}
