"""The bodies of WhatsApp sends and the limits of each form (channels.md 1.8). Pure: no network, no database."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json

TEXT, INTERACTIVE_TEXT, CAPTION = 4096, 1024, 1024  # characters
MAX_BUTTONS, MAX_ROWS = 3, 10
MEGABYTE = 1024 * 1024
_MEDIA = {  # kind: its size in bytes and its types; everything else travels as a document
    "image": (5 * MEGABYTE, {"image/jpeg", "image/png"}),
    "video": (16 * MEGABYTE, {"video/mp4", "video/3gpp"}),
    "audio": (16 * MEGABYTE, {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
}
_DOCUMENT_SIZE = 100 * MEGABYTE


def build_body(message: Outgoing, *, media_id: str = "") -> Json:
    """The body of one send. Raises ChannelError when the form's limits are exceeded."""
    if not (message.phone or message.bsuid):
        raise _refuse("Nomor WhatsApp pelapor tidak diketahui.")
    build = _BUILDERS.get(message.form)
    if build is None:
        raise _refuse(f"Bentuk pesan {message.form} tidak dikenal.")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": message.phone} if message.phone else {"recipient": message.bsuid}),
        **build(message, media_id),
        **({"context": {"message_id": message.quoted}} if message.quoted else {}),
        **({"biz_opaque_callback_data": str(message.reply_id)} if message.reply_id else {}),
    }


def build_receipt(external_id: str, *, with_typing: bool) -> Json:
    """The body that marks a citizen's message, and all before it, as read; the dots end with our answer or in 25 s."""
    body: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": external_id}
    return body | ({"typing_indicator": {"type": "text"}} if with_typing else {})


def media_kind(mime: str) -> str:
    """How a file of this type travels."""
    plain = mime.split(";", maxsplit=1)[0].strip().lower()
    return next((kind for kind, (_, types) in _MEDIA.items() if plain in types), "document")


def check_size(mime: str, size: int) -> None:
    """Raises ChannelError when a file of this type has more bytes than WhatsApp takes."""
    limit = _MEDIA.get(media_kind(mime), (_DOCUMENT_SIZE, set()))[0]
    if size > limit:
        raise _refuse(f"Lampiran lebih besar dari {limit // MEGABYTE} MB, batas WhatsApp untuk jenis berkas ini.")


def _text(message: Outgoing, _: str) -> Json:
    return {"type": "text", "text": {"body": _within(message.text, TEXT, "Teks"), "preview_url": False}}


def _buttons(message: Outgoing, _: str) -> Json:
    buttons = _some(message.content.get("buttons"), MAX_BUTTONS, "tombol")
    replies = [
        {"id": _within(button.get("id"), 256, "Kode tombol"), "title": _within(button.get("title"), 20, "Judul tombol")}
        for button in buttons
    ]
    action = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
    return _interactive("button", message.text, action, INTERACTIVE_TEXT)


def _list(message: Outgoing, _: str) -> Json:
    rows = [_row(row) for row in _some(message.content.get("rows"), MAX_ROWS, "baris")]
    button = _within(message.content.get("button"), 20, "Nama daftar")
    # A single section needs no title.
    return _interactive("list", message.text, {"button": button, "sections": [{"rows": rows}]}, TEXT)


def _row(row: Mapping[str, Any]) -> Json:
    line = {"id": _within(row.get("id"), 200, "Kode baris"), "title": _within(row.get("title"), 24, "Judul baris")}
    if row.get("description"):
        line["description"] = _within(row["description"], 72, "Keterangan baris")
    return line


def _location_request(message: Outgoing, _: str) -> Json:
    return _interactive("location_request_message", message.text, {"name": "send_location"}, INTERACTIVE_TEXT)


def _interactive(kind: str, text: str, action: Json, limit: int) -> Json:
    body = {"text": _within(text, limit, "Teks")}
    return {"type": "interactive", "interactive": {"type": kind, "body": body, "action": action}}


def _media(message: Outgoing, media_id: str) -> Json:
    kind = media_kind(str(message.content.get("mime", "")))
    part = {"id": _within(media_id, 300, "Nomor lampiran")}
    if message.text and kind != "audio":  # a voice note has no caption
        part["caption"] = _within(message.text, CAPTION, "Keterangan lampiran")
    if kind == "document" and message.content.get("filename"):
        part["filename"] = str(message.content["filename"])[:240]
    return {"type": kind, kind: part}


def _template(message: Outgoing, _: str) -> Json:
    name = str(message.content.get("name", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise _refuse("Nama templat tidak sah.")
    language = _within(message.content.get("language"), 12, "Bahasa templat")
    template: Json = {"name": name, "language": {"code": language}}
    if parameters := _parameters(message.content):
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {"type": "template", "template": template}


def _parameters(content: Mapping[str, Any]) -> list[Json]:
    """By position, or by name when the template has names."""
    texts, names = content.get("parameters") or [], content.get("names") or []
    if names and len(names) != len(texts):
        raise _refuse("Isian templat tidak lengkap.")
    named = [{"parameter_name": name} for name in names] or [{}] * len(texts)
    # The provider refuses line breaks, tabs and long runs of spaces in a parameter.
    values = [" ".join(_within(text, INTERACTIVE_TEXT, "Isian templat").split()) for text in texts]
    return [{"type": "text", **name, "text": value} for name, value in zip(named, values, strict=True)]


def _within(value: object, limit: int, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refuse(f"{what} masih kosong.")
    if len(value) > limit:
        raise _refuse(f"{what} terlalu panjang. Batasnya {limit:,} huruf.".replace(",", "."))
    return value


def _some(value: object, limit: int, what: str) -> Sequence[Mapping[str, Any]]:
    items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    if not 1 <= len(items) <= limit:
        raise _refuse(f"Pesan ini perlu 1 sampai {limit} {what}.")
    if len({item.get("id") for item in items}) < len(items):
        raise _refuse(f"Kode {what} tidak boleh sama.")
    return items


def _refuse(sentence: str) -> ChannelError:
    return ChannelError(sentence, fate=Fate.BUG)


_BUILDERS: dict[str, Callable[[Outgoing, str], Json]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "location_request": _location_request,
    "media": _media,
    "template": _template,
}
