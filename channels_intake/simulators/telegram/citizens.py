"""The citizens' side of the simulated Telegram: what they write, tap and block."""

import base64
from collections.abc import Callable

from .bot import JSON, Bot, Chat
from .methods import keep_file

SIZES = (("small", 90), ("large", 1280))  # of one picture: Telegram sends several


def act(bot: Bot, number: int, values: JSON) -> JSON:
    """Something a citizen does: `type` is text, photo, document, location, tap, edit or block. Returns the update."""
    chat = bot.chat(number, str(values.get("first_name", "Warga")))
    return _ACTS[str(values.get("type"))](bot, chat, values)


def _text(bot: Bot, chat: Chat, values: JSON) -> JSON:
    text = str(values["text"])
    content: JSON = {"text": text}
    if text.startswith("/"):
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return _write(bot, chat, values, content)


def _photo(bot: Bot, chat: Chat, values: JSON) -> JSON:
    data = base64.b64decode(values["data"])
    sizes = [
        {"file_id": keep_file(bot, data if name == "large" else b"small"), "file_unique_id": name, "width": width}
        for name, width in SIZES
    ]
    return _write(bot, chat, values, {"photo": sizes, "caption": values.get("caption", "")})


def _document(bot: Bot, chat: Chat, values: JSON) -> JSON:
    file_id = keep_file(bot, base64.b64decode(values["data"]))
    facts = {"file_id": file_id, "file_unique_id": file_id, "file_name": values.get("name", "berkas")}
    return _write(bot, chat, values, {"document": facts | {"mime_type": values.get("mime_type", "")}})


def _location(bot: Bot, chat: Chat, values: JSON) -> JSON:
    return _write(bot, chat, values, {"location": {name: values[name] for name in ("latitude", "longitude")}})


def _edit(bot: Bot, chat: Chat, values: JSON) -> JSON:
    former = next(item for item in chat.said if item["message_id"] == values["message_id"])
    former["text"] = str(values["text"])
    return bot.add_update("edited_message", former | {"from": chat.person, "edit_date": bot.seconds()})


def _tap(bot: Bot, chat: Chat, values: JSON) -> JSON:
    asked = next(item for item in reversed(chat.said) if item.get("reply_markup", {}).get("inline_keyboard"))
    query = f"query{bot.number()}"
    bot.taps[query] = False
    body = {"id": query, "from": chat.person, "chat_instance": "1", "message": asked, "data": values["choice"]}
    return bot.add_update("callback_query", body)


def _block(bot: Bot, chat: Chat, values: JSON) -> JSON:
    chat.is_blocked = bool(values.get("is_blocked", True))
    state = {"status": "kicked" if chat.is_blocked else "member"}
    body = {"chat": chat.place, "from": chat.person, "date": bot.seconds(), "new_chat_member": state}
    return bot.add_update("my_chat_member", body)


def _write(bot: Bot, chat: Chat, values: JSON, content: JSON) -> JSON:
    message = {"message_id": bot.number(), "from": chat.person, "chat": chat.place, "date": bot.seconds(), **content}
    if values.get("reply_to"):
        message["reply_to_message"] = {"message_id": values["reply_to"], "chat": chat.place, "date": bot.seconds()}
    with bot.lock:
        chat.said.append(message)
    return bot.add_update("message", message)


_ACTS: dict[str, Callable[[Bot, Chat, JSON], JSON]] = {
    "text": _text,
    "photo": _photo,
    "document": _document,
    "location": _location,
    "tap": _tap,
    "edit": _edit,
    "block": _block,
}
