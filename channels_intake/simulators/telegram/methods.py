"""The Bot API as far as the city uses it (Bot API 10.0)."""

from collections.abc import Callable
from typing import Any

from .bot import JSON, Bot, Chat

FILE_PARTS = {"sendPhoto": "photo", "sendVideo": "video", "sendAudio": "audio", "sendDocument": "document"}
LONGEST_TEXT = 4096
LONGEST_CHOICE = 64  # bytes


class MethodRefusedError(Exception):
    """An answer that is not ok, with Telegram's code and words."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


def call(bot: Bot, token: str, method: str, values: JSON, files: dict[str, bytes]) -> Any:
    """The result of one method. Raises MethodRefusedError."""
    if token != bot.token:
        raise MethodRefusedError(401, "Unauthorized")
    if method in FILE_PARTS:
        return _send_file(bot, method, values, files)
    known = _METHODS.get(method)
    if known is None:
        raise MethodRefusedError(404, "Not Found: method not found")
    return known(bot, values)


def _get_me(bot: Bot, _: JSON) -> JSON:
    return {"id": 1, "is_bot": True, "first_name": "Aduan Kota Uji", "username": "aduan_uji_bot"}


def _set_webhook(bot: Bot, values: JSON) -> bool:
    bot.webhook_url, bot.secret = str(values.get("url", "")), str(values.get("secret_token", ""))
    return True


def _get_updates(bot: Bot, values: JSON) -> list[JSON]:
    if bot.webhook_url:
        raise MethodRefusedError(409, "Conflict: can't use getUpdates method while webhook is active")
    if values.get("offset"):
        bot.confirm(int(values["offset"]))
    with bot.lock:
        return bot.updates[: int(values.get("limit", 100))]


def _send_message(bot: Bot, values: JSON) -> JSON:
    chat = _open_chat(bot, values)
    text = str(values.get("text", ""))
    if not text:
        raise MethodRefusedError(400, "Bad Request: message text is empty")
    if len(text) > LONGEST_TEXT:
        raise MethodRefusedError(400, "Bad Request: message is too long")
    _check_keyboard(values)
    return _say(bot, chat, values, {"text": text})


def _send_file(bot: Bot, method: str, values: JSON, files: dict[str, bytes]) -> JSON:
    part = FILE_PARTS[method]
    chat = _open_chat(bot, values)
    if part not in files:
        raise MethodRefusedError(400, f"Bad Request: there is no {part} in the request")
    file_id = keep_file(bot, files[part])
    content: JSON = {part: [{"file_id": file_id}] if part == "photo" else {"file_id": file_id}}
    return _say(bot, chat, values, content | {"caption": values.get("caption", "")})


def _get_file(bot: Bot, values: JSON) -> JSON:
    file_id = str(values.get("file_id", ""))
    if file_id not in bot.files:
        raise MethodRefusedError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    size = len(bot.files[file_id])
    return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"files/{file_id}.bin"}


def _answer_callback(bot: Bot, values: JSON) -> bool:
    query = str(values.get("callback_query_id", ""))
    if query not in bot.taps:
        raise MethodRefusedError(
            400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )
    bot.taps[query] = True
    return True


def keep_file(bot: Bot, data: bytes) -> str:
    """Stores a file under a new id."""
    file_id = f"file{bot.number()}"
    bot.files[file_id] = data
    return file_id


def _open_chat(bot: Bot, values: JSON) -> Chat:
    if bot.refuse_sends:
        bot.refuse_sends -= 1
        raise MethodRefusedError(429, "Too Many Requests: retry after 1", retry_after=1)
    number = str(values.get("chat_id", ""))
    chat = bot.chats.get(int(number)) if number.lstrip("-").isdecimal() else None
    if chat is None:
        raise MethodRefusedError(400, "Bad Request: chat not found")
    if chat.is_blocked:
        raise MethodRefusedError(403, "Forbidden: bot was blocked by the user")
    return chat


def _check_keyboard(values: JSON) -> None:
    for row in values.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button.get("callback_data", "").encode()) <= LONGEST_CHOICE:
                raise MethodRefusedError(400, "Bad Request: BUTTON_DATA_INVALID")


def _say(bot: Bot, chat: Chat, values: JSON, content: JSON) -> JSON:
    message = {"message_id": bot.number(), "chat": chat.place, "date": bot.seconds(), "is_from_bot": True, **content}
    kept = {name: values[name] for name in ("reply_markup", "reply_parameters") if name in values}
    with bot.lock:
        chat.said.append(message | kept)
    return message


_METHODS: dict[str, Callable[[Bot, JSON], Any]] = {
    "getMe": _get_me,
    "setWebhook": _set_webhook,
    "deleteWebhook": lambda bot, _: _set_webhook(bot, {}),
    "getUpdates": _get_updates,
    "sendMessage": _send_message,
    "getFile": _get_file,
    "answerCallbackQuery": _answer_callback,
}
