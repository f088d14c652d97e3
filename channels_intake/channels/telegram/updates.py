"""One update of a Telegram bot as one event (channels.md 2.5, Bot API 10.0). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Amendment, Event, Message, Sender, Signal

from ..guarding import person
from ..shapes import (
    Json,
    UnreadableError,
    as_dict,
    as_dicts,
    as_id,
    as_list,
    as_moment,
    as_text,
    clean_tree,
    join_ids,
    required_id,
)
from .contents import read_content

CHANNEL = "telegram"
ACCOUNT = "bot"  # one bot for each installation; its updates do not name it
PERSONAL = "private"


@dataclass(frozen=True)
class Said:
    """A message object and where it stands."""

    item: Json
    chat: str
    name: str  # chat:message
    at: datetime


def read_update(update: Any, received_at: datetime) -> Event:
    """The event of one update. Raises UnreadableError."""
    if not isinstance(update, dict):
        raise UnreadableError("", "not an object")
    kind = next((name for name in _READERS if name in update), None)
    if kind is None:
        return _unknown(update, received_at)
    body = update[kind]
    if not isinstance(body, dict):
        raise UnreadableError(f"/{kind}", "not an object")
    return _READERS[kind](body, as_id(update.get("update_id")), received_at)


def _message(item: Json, update_id: str | None, received_at: datetime) -> Event:
    said, content = _said(item, received_at), read_content(item)
    return Message(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=said.name,
        sender=_sender(item.get("from")),
        sent_at=said.at,
        wa_type=content.kind,
        action=_in_private(item, content.action),
        text=content.text,
        media=content.media,
        location=content.location,
        reply_to_external_id=_answered(said),
        shared_contacts=content.shared_contacts,
        placeholder=content.placeholder,
        timestamp_is_receipt=as_moment(item.get("date")) is None,
        thread_external_id=said.chat,
        command=_command(item),
        facts=_numbered(update_id),
    )


def _edit(item: Json, update_id: str | None, received_at: datetime) -> Event:
    said = _said(item, received_at)
    return Amendment(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=join_ids(said.name, "edit", as_id(item.get("edit_date")) or update_id),
        kind="edit",
        action=_in_private(item, "amend"),
        target_external_id=said.name,
        at=as_moment(item.get("edit_date")) or received_at,
        sender=_sender(item.get("from")),
        new_text=read_content(item).text,
    )


def _tap(item: Json, update_id: str | None, received_at: datetime) -> Event:
    """A button of ours was tapped. It carries no time, and Telegram waits to be told that it arrived."""
    asked = as_dict(item.get("message"))
    chat = as_id(as_dict(asked.get("chat")).get("id")) or required_id(as_dict(item.get("from")), "id", "/from")
    choice = as_id(item.get("data"))
    return Message(
        channel=CHANNEL,
        account=ACCOUNT,
        external_id=join_ids(chat, "tap", required_id(item, "id")),
        sender=_sender(item.get("from")),
        sent_at=received_at,
        wa_type="button",
        action=_in_private(asked, "attach_only"),
        text=_title_of(asked, choice),
        reply_to_external_id=join_ids(chat, as_id(asked.get("message_id"))) if asked.get("message_id") else None,
        choice_id=choice,
        timestamp_is_receipt=True,
        thread_external_id=chat,
        awaits_receipt=True,
        facts=_numbered(update_id),
    )


def _membership(item: Json, update_id: str | None, received_at: datetime) -> Event:
    """The citizen blocked the bot or came back. What is sent to one who blocked it is refused (403)."""
    state = as_text(as_dict(item.get("new_chat_member")).get("status"), 20) or "unknown"
    name = join_ids("member", as_id(as_dict(item.get("chat")).get("id")), as_id(item.get("date")), state)
    at = as_moment(item.get("date")) or received_at
    return Signal(CHANNEL, ACCOUNT, name, "account_event", "ignore", at, data={"state": state})


def _elsewhere(item: Json, update_id: str | None, received_at: datetime) -> Event:
    """What stands in a channel or belongs to a shop: not said to the city."""
    name = join_ids("elsewhere", update_id, as_id(item.get("message_id")), as_id(item.get("id")))
    return Signal(CHANNEL, ACCOUNT, name, "account_event", "quarantine", as_moment(item.get("date")) or received_at)


def _unknown(update: Json, received_at: datetime) -> Event:
    name = f"unknown:{required_id(update, 'update_id')}"
    data = {"value": clean_tree(update)}
    return Signal(CHANNEL, ACCOUNT, name, "unknown_field", "ops_alert", received_at, data=data)


def _said(item: Json, received_at: datetime) -> Said:
    chat = required_id(as_dict(item.get("chat")), "id", "/chat")
    name = join_ids(chat, required_id(item, "message_id"))
    return Said(item, chat, name, as_moment(item.get("date")) or received_at)


def _sender(raw: Any) -> Sender:
    author = as_dict(raw)
    given = as_id(author.get("id"))
    if given is None:
        raise UnreadableError("/from/id", "no identifier")
    names = [as_text(author.get(part), 60) for part in ("first_name", "last_name")]
    return Sender(
        account_id=person(CHANNEL, given),
        username=as_text(author.get("username"), 100),
        name=" ".join(filter(None, names)) or None,
    )


def _answered(said: Said) -> str | None:
    number = as_id(as_dict(said.item.get("reply_to_message")).get("message_id"))
    return join_ids(said.chat, number) if number else None


def _command(item: Json) -> str | None:
    """`/start` and its like at the very beginning; the bot's own name may follow it."""
    text = as_text(item.get("text")) or ""
    first = next(iter(as_dicts(item.get("entities"))), {})
    is_command = first.get("type") == "bot_command" and first.get("offset") == 0
    word = text.split(maxsplit=1)[0] if is_command and text else ""
    return word.lstrip("/").partition("@")[0][:40] or None


def _title_of(asked: Json, choice: str | None) -> str | None:
    rows = as_list(as_dict(asked.get("reply_markup")).get("inline_keyboard"))
    buttons = [button for row in rows for button in as_dicts(row)]
    return next((as_text(button.get("text")) for button in buttons if button.get("callback_data") == choice), None)


def _in_private(item: Json, action: Action) -> Action:
    """What is said in a group is for its members: an operator may look at it, nothing is done with it."""
    kind = as_dict(item.get("chat")).get("type", PERSONAL)
    return action if kind == PERSONAL else "quarantine"


def _numbered(update_id: str | None) -> Json:
    return {"update_id": int(update_id)} if update_id and update_id.isdecimal() else {}


_READERS: dict[str, Callable[[Json, str | None, datetime], Event]] = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _tap,
    "my_chat_member": _membership,
    "channel_post": _elsewhere,
    "edited_channel_post": _elsewhere,
    "inline_query": _elsewhere,
    "poll_answer": _elsewhere,
}
