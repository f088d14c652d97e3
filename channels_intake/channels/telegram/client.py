"""What the city says on Telegram: a message, or that a tapped button arrived (channels.md 2.5)."""

import json

from django.core.files.storage import default_storage

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json, as_id
from .api import call
from .bodies import LARGEST_FILE, build_body, build_file, chat_of

TAP = "tap"  # in the name of a message that is a tapped button: chat:tap:query


def send(*, account: str, message: Outgoing) -> str:
    """Sends a message and returns its name, `chat:message`. Telegram reports no delivery.

    Raises ChannelError; its fate is UNKNOWN when the request may have arrived although no answer came.
    """
    answer = _send_file(message) if message.form == "media" else call("sendMessage", json=build_body(message))
    number = as_id(answer.get("message_id"))
    if number is None:
        raise ChannelError("Telegram menjawab tanpa nomor pesan.", fate=Fate.UNKNOWN)
    return f"{chat_of(message)}:{number}"


def mark_read(*, account: str, external_id: str, with_typing: bool) -> None:
    """Ends the waiting sign on a tapped button. Of everything else a bot cannot tell that it was read.

    Twice is once. Raises ChannelError, permanent when the button has waited too long.
    """
    _, kind, query = [*external_id.split(":", 2), "", ""][:3]
    if kind == TAP and query:
        call("answerCallbackQuery", is_repeatable=True, json={"callback_query_id": query})


def _send_file(message: Outgoing) -> Json:
    method, part, fields = build_file(message)
    name = str(message.content.get("file", ""))
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise ChannelError("Lampiran tidak ditemukan di penyimpanan.", fate=Fate.BUG) from error
    if len(data) > LARGEST_FILE:
        raise ChannelError("Lampiran lebih besar dari 50 MB, batas Telegram.", fate=Fate.BUG)
    filename = str(message.content.get("filename") or "lampiran")
    # In a form with a file every other field is text.
    plain = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    return call(method, data=plain, files={part: (filename, data, str(message.content.get("mime", "")))})
