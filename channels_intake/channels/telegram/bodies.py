"""The bodies of Telegram sends and the limits of each form (Bot API 10.0). Pure: no network, no database."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json

TEXT, CAPTION, CHOICE = 4096, 1024, 64  # characters; a choice is counted in bytes
LARGEST_FILE = 50 * 1024 * 1024
METHODS = {"image": "sendPhoto", "video": "sendVideo", "audio": "sendAudio"}  # the kind of a file: how it is sent


def chat_of(message: Outgoing) -> str:
    """The chat that a message goes to. Raises ChannelError without one."""
    chat = (message.account_id or "").partition(":")[2]
    if not chat:
        raise _refuse("Akun Telegram pelapor tidak diketahui.")
    return chat


def build_body(message: Outgoing) -> Json:
    """The body of sendMessage. Raises ChannelError when the form's limits are exceeded."""
    build = _BUILDERS.get(message.form)
    if build is None:
        raise _refuse(f"Bentuk pesan {message.form} tidak dikenal di Telegram.")
    return {
        **_addressed(message),
        "text": _within(message.text, TEXT, "Teks"),
        "link_preview_options": {"is_disabled": True},
        **build(message.content),
    }


def build_file(message: Outgoing) -> tuple[str, str, Json]:
    """Method, name of the file's part, and the other fields of a file's send. Raises ChannelError."""
    kind = str(message.content.get("mime", "")).partition("/")[0]
    method = METHODS.get(kind, "sendDocument")
    fields = _addressed(message)
    if message.text:
        fields["caption"] = _within(message.text, CAPTION, "Keterangan lampiran")
    return method, method.removeprefix("send").lower(), fields


def _addressed(message: Outgoing) -> Json:
    chat = chat_of(message)
    quoted = message.quoted.partition(":")[2]
    if not quoted.isdecimal():  # nothing, or a tapped button, which is no message
        return {"chat_id": chat}
    # What was deleted meanwhile must not keep the answer back.
    return {"chat_id": chat, "reply_parameters": {"message_id": int(quoted), "allow_sending_without_reply": True}}


def _text(_: Mapping[str, Any]) -> Json:
    return {}


def _buttons(content: Mapping[str, Any]) -> Json:
    return _keyboard(content.get("buttons"))


def _rows(content: Mapping[str, Any]) -> Json:
    return _keyboard(content.get("rows"))


def _keyboard(value: object) -> Json:
    """One button a row: their words are sentences here, and half a row cuts them off."""
    lines = [[{"text": _title(item), "callback_data": _choice(item)}] for item in _some(value)]
    return {"reply_markup": {"inline_keyboard": lines}}


def _location_request(_: Mapping[str, Any]) -> Json:
    button = {"text": "Kirim lokasi saya", "request_location": True}
    return {"reply_markup": {"keyboard": [[button]], "one_time_keyboard": True, "resize_keyboard": True}}


def _title(item: Mapping[str, Any]) -> str:
    words = [str(item[name]) for name in ("title", "description") if item.get(name)]
    return _within(" · ".join(words), 128, "Judul tombol")


def _choice(item: Mapping[str, Any]) -> str:
    choice = _within(item.get("id"), CHOICE, "Kode tombol")
    if len(choice.encode()) > CHOICE:
        raise _refuse("Kode tombol terlalu panjang.")
    return choice


def _some(value: object) -> Sequence[Mapping[str, Any]]:
    items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
    if not items:
        raise _refuse("Pesan ini perlu paling sedikit 1 tombol.")
    return items


def _within(value: object, limit: int, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refuse(f"{what} masih kosong.")
    if len(value) > limit:
        raise _refuse(f"{what} terlalu panjang. Batasnya {limit:,} huruf.".replace(",", "."))
    return value


def _refuse(sentence: str) -> ChannelError:
    return ChannelError(sentence, fate=Fate.BUG)


_BUILDERS: dict[str, Callable[[Mapping[str, Any]], Json]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _rows,
    "location_request": _location_request,
}
