"""A conversation as the phone page shows it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bontang_pengaduan.lib.clock import WITA
from bontang_pengaduan.lib.text import shorten

JSON = dict[str, Any]
MEDIA_NAMES = {
    "image": "Foto",
    "video": "Video",
    "audio": "Rekaman suara",
    "document": "Dokumen",
    "sticker": "Stiker",
}
# (icon of the sprite, words for those who do not see it)
TICKS = {
    "sending": ("clock", "Sedang dikirim"),
    "sent": ("check", "Terkirim"),
    "delivered": ("checks", "Sampai"),
    "read": ("checks", "Dibaca"),
    "failed": ("alert-triangle", "Gagal"),
}
FAILURES = {
    131026: "Pesan kota tidak sampai: nomor kota diblokir di HP ini.",
    131047: "Pesan kota tidak sampai: lebih dari 24 jam sejak pesan terakhir warga.",
}
GONE = "Anda menghapus pesan ini"
_BOLD = re.compile(r"\*(\S(?:[^*\n]*\S)?)\*")


@dataclass(frozen=True)
class Choice:
    """A button or a list row that the citizen may tap; `kind` is button or list."""

    kind: str
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Quote:
    """The message that a reply refers to."""

    author: str
    text: str


@dataclass(frozen=True)
class Bubble:
    """One message. `html` is safe; `failure` stands alone, because a phone never shows such a message. `menu` is the
    name of a list, whose rows open by it; of what `is_revoked` the phone shows only that it was there."""

    id: str
    is_from_city: bool
    at: datetime
    kind: str
    html: SafeString
    state: str
    tick: tuple[str, str]
    failure: str
    reactions: tuple[str, ...]
    own_reaction: str
    media_id: str
    link: str
    label: str
    choices: tuple[Choice, ...]
    menu: str
    asks_location: bool
    is_edited: bool
    is_revoked: bool
    quote: Quote | None


def build_bubbles(conversation: JSON) -> list[Bubble]:
    """The bubbles of a conversation, oldest first. What the city has sent shows once it has left the provider."""
    messages = conversation["messages"]
    known = {message["id"]: message for message in messages}
    return [_bubble(message, known) for message in messages if _is_shown(message)]


def quote_of(message: JSON) -> Quote:
    """The message in one line, with its author."""
    return Quote("Aduan Bontang" if message["is_from_city"] else "Anda", _summary(message["content"]))


def _is_shown(message: JSON) -> bool:
    return not message["is_from_city"] or message["state"] != "sending"


def _bubble(message: JSON, known: dict[str, JSON]) -> Bubble:
    content, reactions = message["content"], message["reactions"]
    kind = content["type"]
    part = content.get(kind) or {}
    quoted = known.get(content.get("context", {}).get("id", ""))
    failed = message["is_from_city"] and message["state"] == "failed"
    code = message["error_code"]
    return Bubble(
        id=message["id"],
        is_from_city=message["is_from_city"],
        at=datetime.fromisoformat(message["at"]).astimezone(WITA),
        kind=kind,
        html=_format(GONE if message["is_revoked"] else _text(content)),
        state=message["state"],
        tick=TICKS[message["state"]],
        failure=FAILURES.get(code, f"Pesan kota tidak sampai (kode {code}).") if failed else "",
        reactions=tuple(emoji for emoji in reactions.values() if emoji),
        own_reaction=reactions.get("citizen", ""),
        media_id=part.get("id", "") if kind in MEDIA_NAMES and not message["is_revoked"] else "",
        link=part.get("link", "") if kind in MEDIA_NAMES else "",
        label=_label(kind, part),
        choices=tuple(_choices(part)) if kind == "interactive" else (),
        menu=str(part.get("action", {}).get("button", "")) if part.get("type") == "list" else "",
        asks_location=part.get("type") == "location_request_message",
        is_edited=message["is_edited"],
        is_revoked=message["is_revoked"],
        quote=quote_of(quoted) if quoted else None,
    )


def text_of(message: JSON) -> str:
    """The words of a message, as its author would edit them."""
    return _text(message["content"])


def _text(content: JSON) -> str:
    kind = content["type"]
    part = content.get(kind) or {}
    if kind == "text":
        return str(part.get("body", ""))
    if kind == "interactive":
        reply = part.get("button_reply") or part.get("list_reply")
        parts = [
            part.get("header", {}).get("text"),
            part.get("body", {}).get("text"),
            part.get("footer", {}).get("text"),
        ]
        return str(reply["title"]) if reply else "\n\n".join(text for text in parts if text)
    if kind == "template":
        return str(content.get("rendered") or f"*Pesan templat {part.get('name')}*")
    return str(part.get("caption", ""))


def _choices(interactive: JSON) -> list[Choice]:
    action = interactive.get("action") or {}
    buttons = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return [
        *(Choice("button", button["id"], button["title"]) for button in buttons),
        *(Choice("list", row["id"], row["title"], row.get("description", "")) for row in rows),
    ]


def _label(kind: str, part: JSON) -> str:
    if kind == "location":
        position = f"{part['latitude']:.4f}, {part['longitude']:.4f}"
        return f"{part['name']} ({position})" if part.get("name") else position
    return str(part.get("filename") or MEDIA_NAMES.get(kind, ""))


def _summary(content: JSON) -> str:
    kind = content["type"]
    if text := _text(content):
        return shorten(text)
    return "Lokasi" if kind == "location" else MEDIA_NAMES.get(kind, "Pesan")


def _format(text: str) -> SafeString:
    # WhatsApp shows *words* in bold; every second piece of the split stood between such stars.
    pieces = enumerate(_BOLD.split(text))
    linked = ((format_html("<b>{}</b>", urlize(piece)) if odd % 2 else urlize(piece),) for odd, piece in pieces)
    return format_html_join("", "{}", linked)
