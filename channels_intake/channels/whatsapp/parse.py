"""Reads a WhatsApp webhook body into events. Pure and total: it never raises, and drops nothing unread.

Shapes: Meta's Cloud API pages and channels.md 1.2-1.6. Every field is optional here, because in the field it is.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import orjson

from bontang_pengaduan.lib.inbound import (
    Action,
    Amendment,
    Event,
    Message,
    Problem,
    Sender,
    Signal,
)
from bontang_pengaduan.lib.phones import is_bsuid, normalise_phone

from .contents import Content, read_content
from .shapes import Json, as_dict, as_dicts, as_text

CHANNEL = "whatsapp"


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body, in its order. What cannot be read is a Problem with its JSON pointer."""
    try:
        root = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return [_problem("", body, "", f"not JSON: {error}")]
    if not isinstance(root, dict):
        return [_problem("", body, "", "not an object")]
    return list(_entries(root, received_at))


def _entries(root: Json, received_at: datetime) -> Iterator[Event]:
    for e, entry in enumerate(as_dicts(root.get("entry"))):
        for c, change in enumerate(as_dicts(entry.get("changes"))):
            pointer = f"/entry/{e}/changes/{c}"
            yield from _guarded(pointer, str(entry.get("id", "")), change, _change, received_at)


def _change(change: Json, account: str, pointer: str, received_at: datetime) -> Iterator[Event]:
    value = as_dict(change.get("value"))
    number = str(as_dict(value.get("metadata")).get("phone_number_id") or account)
    name = str(change.get("field") or "")
    lists = FIELDS.get(name)
    if lists is None:
        yield _whole_change(name, value, number, received_at)
        return
    contacts = as_dicts(value.get("contacts"))
    for key, read in lists.items():
        for index, item in enumerate(as_dicts(value.get(key))):
            where = f"{pointer}/value/{key}/{index}"
            yield from _guarded(
                where,
                number,
                item,
                lambda item, number, _, at, read=read: read(item, contacts, number, at),
                received_at,
            )


def _guarded(
    pointer: str, account: str, item: Json, read: Callable[..., Iterator[Event]], received_at: datetime
) -> list[Event]:
    """The events of one part; a part that surprises us becomes a Problem and the rest goes on."""
    try:
        return list(read(item, account, pointer, received_at))
    except Exception as error:  # noqa: BLE001 - total by contract: a bad part must not cost its neighbours
        return [_problem(account, orjson.dumps(item, default=str), pointer, repr(error))]


def _message(item: Json, contacts: list[Json], account: str, received_at: datetime) -> Iterator[Event]:
    kind = str(item.get("type") or "unknown")
    external_id, sender = str(item["id"]), _sender(item, contacts)
    at, is_receipt = _time(item, received_at)
    target = as_dict(item.get("reaction")).get("message_id") or as_dict(item.get(kind)).get("original_message_id")
    if kind == "system":
        yield _system(item, account, external_id, at)
    elif kind == "reaction":
        emoji = as_dict(item.get("reaction")).get("emoji") or ""
        yield Signal(
            CHANNEL, account, external_id, "reaction", "annotate", at, sender, target,
            {"emoji": emoji, "removed": not emoji},
        )  # fmt: skip
    elif kind in ("edit", "revoke"):
        text = _edited_text(item) if kind == "edit" else None
        yield Amendment(CHANNEL, account, external_id, kind, "amend", target, at, sender, text)  # type: ignore[arg-type]
    else:
        yield _citizens_message(item, kind, account, external_id, sender, at, is_receipt)


def _citizens_message(
    item: Json, kind: str, account: str, external_id: str, sender: Sender, at: datetime, is_receipt: bool
) -> Message:
    content: Content = read_content(kind, item)
    action: Action = "quarantine" if item.get("group_id") else content.action
    return Message(
        channel=CHANNEL,
        account=account,
        external_id=external_id,
        sender=sender,
        sent_at=at,
        wa_type=kind,
        action=action,
        text=content.text,
        media=content.media,
        location=content.location,
        reply_to_external_id=as_text(as_dict(item.get("context")).get("id")),
        choice_id=content.choice_id,
        form=content.form,
        shared_contacts=content.shared_contacts,
        referral_source_id=as_text(as_dict(item.get("referral")).get("source_id")),
        placeholder=content.placeholder,
        errors=_codes(item),
        timestamp_is_receipt=is_receipt,
    )


def _system(item: Json, account: str, external_id: str, at: datetime) -> Signal:
    body = as_dict(item.get("system"))
    old, new = str(item.get("from") or ""), str(body.get("wa_id") or "")
    data = {
        "old_phone": None if is_bsuid(old) else normalise_phone(old),
        "new_phone": normalise_phone(new),
        "new_bsuid": as_text(body.get("user_id")),
        "previous_bsuid": as_text(item.get("from_user_id")) if body.get("user_id") else None,
    }
    kind = str(body.get("type") or "system")
    return Signal(CHANNEL, account, external_id, kind, "identity_change", at, None, None, data)


def _status(item: Json, contacts: list[Json], account: str, received_at: datetime) -> Iterator[Event]:
    at, _ = _time(item, received_at)
    wamid, status = str(item["id"]), str(item.get("status") or "unknown")
    data = {
        "status": status,
        "error_codes": list(_codes(item)),
        "errors": as_dicts(item.get("errors")),
        "callback_data": item.get("biz_opaque_callback_data"),
    }
    external_id = f"{wamid}:{status}:{item.get('timestamp', '')}"
    yield Signal(CHANNEL, account, external_id, "status", "status_update", at, None, wamid, data)


def _error(item: Json, contacts: list[Json], account: str, received_at: datetime) -> Iterator[Event]:
    digest = hashlib.sha256(orjson.dumps(item) + received_at.isoformat().encode()).hexdigest()[:32]
    data = {"codes": [item["code"]] if "code" in item else [], "errors": [item]}
    yield Signal(CHANNEL, account, f"error:{digest}", "error_report", "ops_alert", received_at, None, None, data)


def _echo(item: Json, contacts: list[Json], account: str, received_at: datetime) -> Iterator[Event]:
    """Our own word, sent in the phone app (coexistence)."""
    kind, external_id = str(item.get("type") or "unknown"), str(item["id"])
    at, _ = _time(item, received_at)
    phone, bsuid = normalise_phone(str(item.get("to") or "")), as_text(item.get("to_user_id"))
    if kind in ("edit", "revoke"):
        target = as_text(as_dict(item.get(kind)).get("original_message_id"))
        yield Amendment(
            CHANNEL, account, external_id, f"echo_{kind}", "record_outbound", target, at,  # type: ignore[arg-type]
            new_text=_edited_text(item) if kind == "edit" else None, to_phone=phone, wa_type=kind,
        )  # fmt: skip
        return
    data = {"text": read_content(kind, item).text, "to_phone": phone, "to_bsuid": bsuid, "wa_type": kind}
    yield Signal(CHANNEL, account, external_id, "echo", "record_outbound", at, None, None, data)


def _whole_change(name: str, value: Json, account: str, received_at: datetime) -> Signal:
    """A field that is not about messages: an alert for administrators, an archive, or unknown."""
    action: Action = "ignore" if name in ("history", "smb_app_state_sync") else "ops_alert"
    known = name.startswith(("account_", "phone_number_", "message_template_", "template_", "business_", "security"))
    kind = "history" if action == "ignore" else "account_event" if known else "unknown_field"
    digest = hashlib.sha256(orjson.dumps(value, default=str)).hexdigest()[:32]
    data = {"field": name} if action == "ignore" else {"field": name, "value": value}
    return Signal(CHANNEL, account, f"{name}:{digest}", kind, action, received_at, None, None, data)


Reader = Callable[[Json, list[Json], str, datetime], Iterator[Event]]
FIELDS: dict[str, dict[str, Reader]] = {
    "messages": {"messages": _message, "statuses": _status, "errors": _error},
    "smb_message_echoes": {"message_echoes": _echo},
}


def _sender(item: Json, contacts: list[Json]) -> Sender:
    """By id and never by position; a gateway may put the user id where the phone belongs."""
    given, user_id = str(item.get("from") or ""), str(item.get("from_user_id") or "")
    contact = next((c for c in contacts if _matches(c, given, user_id)), {})
    wa_id = given or str(contact.get("wa_id") or "")
    if is_bsuid(wa_id):
        user_id, wa_id = user_id or wa_id, ""
    profile = as_dict(contact.get("profile"))
    return Sender(
        phone=normalise_phone(wa_id),
        wa_id=wa_id or None,
        bsuid=user_id or as_text(contact.get("user_id")),
        username=as_text(profile.get("username")),
        name=as_text(profile.get("name")),
    )


def _matches(contact: Json, given: str, user_id: str) -> bool:
    return bool(given and contact.get("wa_id") == given) or bool(user_id and contact.get("user_id") == user_id)


def _time(item: Json, received_at: datetime) -> tuple[datetime, bool]:
    """The provider's time, or the time of receipt and a mark when that is not readable or not plausible."""
    try:
        at = datetime.fromtimestamp(int(str(item["timestamp"])), tz=UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return received_at, True
    return (at, False) if 2015 <= at.year <= 2100 else (received_at, True)


def _edited_text(item: Json) -> str | None:
    inner = as_dict(as_dict(item.get("edit")).get("message"))
    return read_content(str(inner.get("type") or "text"), inner).text


def _codes(item: Json) -> tuple[int, ...]:
    return tuple(int(error["code"]) for error in as_dicts(item.get("errors")) if str(error.get("code", "")).isdecimal())


def _problem(account: str, raw: bytes, pointer: str, reason: str) -> Problem:
    return Problem(CHANNEL, account, hashlib.sha256(pointer.encode() + raw).hexdigest(), pointer, reason[:500])
