"""Reads a WhatsApp webhook body into events. Pure and total: it never raises, and drops nothing unread.

Shapes: Meta's Cloud API pages and channels.md 1.2-1.6. Every field is optional here, because in the field it is.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Event, Problem, Signal

from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_list, clean_tree, codes_of, digest, load
from .history import read_thread, threads_of
from .items import CHANNEL, Change, index_contacts, phone_of, read_echo, read_message, read_status

FIELDS: dict[str, dict[str, Callable[[Json, Change], Event]]] = {
    "messages": {"messages": read_message, "statuses": read_status},
    "smb_message_echoes": {"message_echoes": read_echo},
}
# Fields that are one event as a whole, by how their name begins. The others are unknown, and administrators hear of it.
WHOLE: dict[str, tuple[str, Action]] = {
    "history": ("history", "ignore"),
    "smb_app_state_sync": ("account_event", "ignore"),
    "calls": ("account_event", "quarantine"),
    "group_": ("account_event", "quarantine"),
    "account_": ("account_event", "ops_alert"),
    "phone_number_": ("account_event", "ops_alert"),
    "business_": ("account_event", "ops_alert"),
    "message_template_": ("account_event", "ops_alert"),
    "template_": ("account_event", "ops_alert"),
    "security": ("account_event", "ops_alert"),
    "user_preferences": ("account_event", "ops_alert"),
    "flows": ("account_event", "ops_alert"),
}


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body, in its order and each identity once. What cannot be read is a Problem with its JSON
    pointer. `received_at` is aware; it stands in for a time that cannot be read."""
    try:
        root = load(body)
    except (ValueError, RecursionError) as error:
        return [_problem("", body, "", f"no JSON: {type(error).__name__}")]
    unique: dict[tuple[type, str, str], Event] = {}
    for event in _entries(root, body, received_at):
        unique.setdefault((type(event), event.account, event.external_id), event)
    return list(unique.values())


def _entries(root: Any, body: bytes, received_at: datetime) -> Iterator[Event]:
    if as_dict(root).get("object") != "whatsapp_business_account":
        yield _problem("", body, "/object", "not a WhatsApp webhook")
        return
    entries = as_list(root.get("entry"))
    if not entries:
        yield _problem("", body, "/entry", "no entry")
    for e, entry in enumerate(entries):
        changes = as_list(as_dict(entry).get("changes"))
        if not changes:
            yield _problem("", entry, f"/entry/{e}/changes", "no change")
        for c, change in enumerate(changes):
            yield from _change(change, _account(entry, change), f"/entry/{e}/changes/{c}", received_at)


def _account(entry: Json, change: Any) -> str:
    """The number that was written to; the business account where no number is named."""
    metadata = as_dict(as_dict(as_dict(change).get("value")).get("metadata"))
    return (as_id(metadata.get("phone_number_id")) or as_id(entry.get("id")) or "")[:60]


def _change(raw: Any, account: str, pointer: str, received_at: datetime) -> Iterator[Event]:
    value = as_dict(raw).get("value")
    if not isinstance(value, dict):
        yield _problem(account, raw, f"{pointer}/value", "not an object")
        return
    field = as_id(raw.get("field")) or ""
    own_phone = phone_of(as_dict(value.get("metadata")).get("display_phone_number"))
    change = Change(account, index_contacts(value), received_at, own_phone)
    readers = FIELDS.get(field)
    if readers is None:
        threads = list(threads_of(value)) if field == "history" else []
        for place, thread in threads:
            yield _guarded(partial(_item, read_thread, change), thread, account, f"{pointer}/value/{place}")
        if not threads:
            yield _guarded(partial(_whole_change, account, received_at), raw, account, pointer)
        return
    found = [(name, *numbered) for name in readers for numbered in enumerate(as_list(value.get(name)))]
    for name, number, item in found:
        yield _guarded(partial(_item, readers[name], change), item, account, f"{pointer}/value/{name}/{number}")
    if as_list(value.get("errors")):
        yield _guarded(partial(_errors, account, received_at), value, account, f"{pointer}/value/errors")
    elif not found:
        yield _problem(account, value, f"{pointer}/value", "nothing that is known")


def _guarded(read: Callable[[Any], Event], part: Any, account: str, pointer: str) -> Event:
    """The event of one part; a part that surprises us becomes a Problem and the rest goes on."""
    try:
        return read(part)
    except UnreadableError as error:
        return _problem(account, part, pointer + error.pointer, error.reason)
    except Exception as error:  # noqa: BLE001 - total by contract: a bad part must not cost its neighbours
        return _problem(account, part, pointer, f"unexpected {type(error).__name__}")


def _item(read: Callable[[Json, Change], Event], change: Change, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    return read(item, change)


def _errors(account: str, received_at: datetime, value: Json) -> Signal:
    """Errors of the account itself, not of one message."""
    data = {"codes": list(codes_of(value)), "errors": clean_tree(as_dicts(value["errors"]))}
    name = _name_of_today("errors", value["errors"], received_at)
    return Signal(CHANNEL, account, name, "error_report", "ops_alert", received_at, data=data)


def _whole_change(account: str, received_at: datetime, raw: Json) -> Signal:
    """A field that is not about messages: an alert for administrators, an archive, or unknown."""
    field = (as_id(raw.get("field")) or "none")[:100]
    kind, action = next(
        (row for start, row in WHOLE.items() if field.startswith(start)), ("unknown_field", "ops_alert")
    )
    data = {"field": field} | ({"value": clean_tree(raw["value"])} if action == "ops_alert" else {})
    return Signal(CHANNEL, account, _name_of_today(field, raw, received_at), kind, action, received_at, data=data)


def _name_of_today(field: str, part: Any, received_at: datetime) -> str:
    """These carry no identity and no time: the same alert counts once a day, and again tomorrow."""
    return f"{field}:{digest(part)}:{received_at:%Y%m%d}"


def _problem(account: str, part: Any, pointer: str, reason: str) -> Problem:
    """Named after its own content, so that a repeated delivery in another batch is the same problem."""
    try:
        name = digest(part)
    except (TypeError, ValueError, RecursionError):
        name = f"unwritable:{pointer}"
    return Problem(CHANNEL, account, f"problem:{name}", pointer, reason)
