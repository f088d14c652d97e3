"""What the city writes on Facebook and Instagram, as the Graph API takes it (channels.md 2.2 and 2.3). Pure: no
network, no database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json

MOST_CHOICES, CHOICE_TITLE = 13, 20  # quick replies of one message, letters of their titles
LIMITS = {"facebook": 2000, "instagram": 1000}  # characters on Messenger, bytes of UTF-8 on Instagram
PUBLIC_LIMITS = {"facebook": 8000, "instagram": 300}  # characters of a comment


@dataclass(frozen=True)
class Request:
    """A POST: `named_by` is the part of the answer that names what was written."""

    path: str
    body: Json
    named_by: str = "message_id"


def build_request(channel: str, account: str, message: Outgoing) -> Request:
    """The POST that says it. Raises ChannelError when the channel cannot say it so."""
    if message.form == "private":
        target = {"comment_id": _required(message.quoted, "Komentar yang dibalas tidak diketahui.")}
        return _direct(channel, account, target, message, _text)
    if message.is_public:
        return _public(channel, account, message)
    build = _BUILDERS.get(message.form)
    if build is None:
        raise _refuse(f"Bentuk pesan {message.form} tidak dikenal di Facebook dan Instagram.")
    person = (message.account_id or "").partition(":")[2]
    target = {"id": _required(person, "Akun pelapor tidak diketahui.")}
    return _direct(channel, account, target, message, build, messaging_type="RESPONSE")


def _direct(
    channel: str, account: str, target: Json, message: Outgoing, build: Callable[[Outgoing], Json], **more: str
) -> Request:
    content = build(message)
    _check_length(content["text"], LIMITS[channel], in_bytes=channel == "instagram")
    # Instagram's account is the one behind the token, whichever login made it.
    sender = account if channel == "facebook" else "me"
    if channel == "facebook":
        content["metadata"] = str(message.reply_id)  # comes back in the echo
    return Request(f"{sender}/messages", {"recipient": target, **more, "message": content})


def _public(channel: str, account: str, message: Outgoing) -> Request:
    comment = _required(message.quoted, "Komentar yang dibalas tidak diketahui.")
    if message.form != "text":
        raise _refuse("Komentar terbuka hanya menerima teks.")
    _check_length(message.text, PUBLIC_LIMITS[channel])
    body: Json = {"message": message.text}
    if channel == "facebook":
        return Request(f"{comment}/comments", body, "id")
    if message.quoted_kind == "mention":
        # Under somebody else's post the account answers as the one that was named.
        media = {"media_id": message.thread or comment}
        named = {} if comment == media["media_id"] else {"comment_id": comment}
        return Request(f"{account}/mentions", media | named | body, "id")
    return Request(f"{comment}/replies", body, "id")


def _text(message: Outgoing) -> Json:
    return {"text": message.text}


def _buttons(message: Outgoing) -> Json:
    choices = [_choice(str(item.get("title", "")), item) for item in _some(message.content.get("buttons"))]
    return {"text": message.text, "quick_replies": choices}


def _list(message: Outgoing) -> Json:
    """A choice has no room for a row's words: they stand numbered in the text, and the choices are the numbers."""
    rows = _some(message.content.get("rows"))
    lines = [f"{number}. {_row_words(row)}" for number, row in enumerate(rows, start=1)]
    choices = [_choice(str(number), row) for number, row in enumerate(rows, start=1)]
    return {"text": "\n".join([message.text, *lines]), "quick_replies": choices}


def _row_words(row: Mapping[str, Any]) -> str:
    return " · ".join(str(row[name]) for name in ("title", "description") if row.get(name))


def _choice(title: str, item: Mapping[str, Any]) -> Json:
    payload = _required(str(item.get("id") or ""), "Kode tombol masih kosong.")
    return {"content_type": "text", "title": title[:CHOICE_TITLE], "payload": payload}


def _some(value: object) -> Sequence[Mapping[str, Any]]:
    items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    if not 1 <= len(items) <= MOST_CHOICES:
        raise _refuse(f"Pesan ini perlu 1 sampai {MOST_CHOICES} pilihan.")
    return items


def _check_length(text: str, limit: int, *, in_bytes: bool = False) -> None:
    if not text.strip():
        raise _refuse("Teks masih kosong.")
    if (len(text.encode()) if in_bytes else len(text)) > limit:
        raise _refuse(f"Teks terlalu panjang. Batasnya {limit:,} huruf.".replace(",", "."))


def _required(value: str, reason: str) -> str:
    if not value:
        raise _refuse(reason)
    return value


def _refuse(sentence: str) -> ChannelError:
    return ChannelError(sentence, fate=Fate.BUG)


# Neither channel can ask for a position: the question alone goes out, and he answers in words.
_BUILDERS: dict[str, Callable[[Outgoing], Json]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "location_request": _text,
}
