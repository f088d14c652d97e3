"""One item of a change as one event: a message, an amendment, a signal. Each reader may raise UnreadableError."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Amendment, Event, Message, Sender, Signal
from bontang_pengaduan.lib.phones import is_bsuid, normalise_phone

from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_moment, as_text, clean_tree, codes_of
from .contents import read_content

CHANNEL = "whatsapp"
IDENTITY_CHANGES = ("user_changed_number", "user_changed_user_id", "customer_identity_changed")
LONGEST_TYPE = 30


@dataclass(frozen=True)
class Change:
    """What the items of one change share. `contacts` by each of their ids: their position says nothing."""

    account: str
    contacts: dict[str, Json]
    received_at: datetime
    own_phone: str | None = None


def index_contacts(value: Json) -> dict[str, Json]:
    """The contacts beside the messages, under their phone and under their user id."""
    contacts: dict[str, Json] = {}
    for contact in as_dicts(value.get("contacts")):
        for name in (as_id(contact.get("wa_id")), as_id(contact.get("user_id"))):
            if name:
                contacts.setdefault(name, contact)
    return contacts


def read_message(item: Json, change: Change) -> Event:
    """An entry of `messages`."""
    if change.own_phone and phone_of(item.get("from")) == change.own_phone:
        return read_echo(item, change)  # before anything else: our own words come back and open no complaint
    kind = kind_of(item)
    if kind == "system":
        return _system(item, change)
    sender = _sender(item, change)
    if kind in ("edit", "revoke"):
        return _amendment(item, kind, sender, change)
    if kind == "reaction":
        return _reaction(item, sender, change)
    return _words(item, kind, sender, change)


def _words(item: Json, kind: str, sender: Sender, change: Change) -> Message:
    content = read_content(kind, item)
    sent_at = as_moment(item.get("timestamp"))
    return Message(
        channel=CHANNEL,
        account=change.account,
        external_id=_required(item, "id"),
        sender=sender,
        sent_at=sent_at or change.received_at,
        timestamp_is_receipt=sent_at is None,
        wa_type=kind,
        action=_unless_group(item, content.action),
        text=content.text,
        media=content.media,
        location=content.location,
        reply_to_external_id=as_id(as_dict(item.get("context")).get("id")),
        choice_id=content.choice_id,
        form=content.form,
        shared_contacts=content.shared_contacts,
        referral_source_id=as_id(as_dict(item.get("referral")).get("source_id")),
        placeholder=content.placeholder,
        errors=codes_of(item),
    )


def _amendment(item: Json, kind: str, sender: Sender, change: Change) -> Amendment:
    body = as_dict(item.get(kind))
    return Amendment(
        channel=CHANNEL,
        account=change.account,
        external_id=_required(item, "id"),
        kind="edit" if kind == "edit" else "revoke",
        action=_unless_group(item, "amend"),
        target_external_id=_required(body, "original_message_id", f"/{kind}"),
        at=_moment(item, change),
        sender=sender,
        new_text=text_of(as_dict(body.get("message"))),
    )


def _reaction(item: Json, sender: Sender, change: Change) -> Signal:
    """An emoji on a message; none means that it was taken away."""
    body = as_dict(item.get("reaction"))
    emoji = as_text(body.get("emoji"), 20) or ""
    return Signal(
        channel=CHANNEL,
        account=change.account,
        external_id=_required(item, "id"),
        kind="reaction",
        action=_unless_group(item, "annotate"),
        at=_moment(item, change),
        sender=sender,
        target_external_id=_required(body, "message_id", "/reaction"),
        data={"emoji": emoji, "removed": not emoji},
    )


def _system(item: Json, change: Change) -> Signal:
    body = as_dict(item.get("system"))
    kind = as_text(body.get("type"))
    new_bsuid = _bsuid(body.get("user_id")) or _bsuid(body.get("wa_id"))
    identity = {
        "old_phone": phone_of(item.get("from")),
        "new_phone": phone_of(body.get("wa_id")),
        "new_bsuid": new_bsuid,
        "previous_bsuid": (_bsuid(item.get("from_user_id")) or _bsuid(item.get("from"))) if new_bsuid else None,
    }
    is_known = kind in IDENTITY_CHANGES
    return Signal(
        channel=CHANNEL,
        account=change.account,
        external_id=_required(item, "id"),
        kind=kind if kind and is_known else "account_event",
        action="identity_change" if is_known else "ops_alert",
        at=_moment(item, change),
        data=identity if is_known else {"system": clean_tree(body)},
    )


def read_status(item: Json, change: Change) -> Signal:
    """An entry of `statuses`: one step of one message of ours, an event of its own."""
    wamid, status = _required(item, "id"), as_text(item.get("status"), 20)
    if status is None:
        raise UnreadableError("/status", "not a text")
    return Signal(
        channel=CHANNEL,
        account=change.account,
        external_id=f"{wamid}:{status}:{(as_id(item.get('timestamp')) or '')[:20]}",
        kind="status",
        action="status_update",
        at=_moment(item, change),
        target_external_id=wamid,
        data={
            "status": status,
            "error_codes": list(codes_of(item)),
            "errors": clean_tree(as_dicts(item.get("errors"))),
            "callback_data": as_id(item.get("biz_opaque_callback_data")),
        },
    )


def read_echo(item: Json, change: Change) -> Event:
    """An entry of `message_echoes`: our own word, sent in the phone app (coexistence)."""
    kind = kind_of(item)
    if kind in ("edit", "revoke"):
        return _echo_amendment(item, kind, change)
    data = {
        "text": text_of(item),
        "to_phone": phone_of(item.get("to")),
        "to_bsuid": _bsuid(item.get("to_user_id")) or _bsuid(item.get("to")),
        "wa_type": kind,
    }
    name, at = _required(item, "id"), _moment(item, change)
    return Signal(CHANNEL, change.account, name, "echo", "record_outbound", at, data=data)


def _echo_amendment(item: Json, kind: str, change: Change) -> Amendment:
    body = as_dict(item.get(kind))
    return Amendment(
        channel=CHANNEL,
        account=change.account,
        external_id=_required(item, "id"),
        kind="echo_edit" if kind == "edit" else "echo_revoke",
        action="record_outbound",
        target_external_id=_required(body, "original_message_id", f"/{kind}"),
        at=_moment(item, change),
        new_text=text_of(as_dict(body.get("message"))),
        to_phone=phone_of(item.get("to")),
        wa_type=kind,
    )


def _sender(item: Json, change: Change) -> Sender:
    """Phone and user id by their form and not by their key: some gateways write one where the other belongs."""
    ids = [as_id(item.get("from")), as_id(item.get("from_user_id"))]
    contact: Json = next((change.contacts[name] for name in ids if name in change.contacts), {})
    ids += [as_id(contact.get("wa_id")), as_id(contact.get("user_id"))]
    wa_id, bsuid = next(filter(phone_of, ids), None), next(filter(_bsuid, ids), None)
    if not (wa_id or bsuid):
        raise UnreadableError("/from", "neither a phone nor a user id")
    profile = as_dict(contact.get("profile"))
    return Sender(
        phone=phone_of(wa_id),
        wa_id=wa_id,
        bsuid=bsuid,
        username=as_text(profile.get("username"), 100),
        name=as_text(profile.get("name"), 100),
    )


def phone_of(value: Any) -> str | None:
    """The provider's digits in E.164; None for a user id. They begin with the country code: 81 is Japan, not 081."""
    given = as_id(value)
    if given is None or is_bsuid(given):
        return None
    return normalise_phone(given if given.startswith(("+", "0")) else f"+{given}")


def _bsuid(value: Any) -> str | None:
    given = as_id(value)
    return given if given and is_bsuid(given) else None


def kind_of(item: Json) -> str:
    """The type as the provider names it; "unknown" where it names none."""
    return as_text(item.get("type"), LONGEST_TYPE) or "unknown"


def _moment(item: Json, change: Change) -> datetime:
    return as_moment(item.get("timestamp")) or change.received_at


def _required(part: Json, key: str, inside: str = "") -> str:
    value = as_id(part.get(key))
    if value is None:
        raise UnreadableError(f"{inside}/{key}", "no identifier")
    return value


def text_of(item: Json) -> str | None:
    """The text of a message of any type, or its caption."""
    body = as_dict(item.get(kind_of(item)))
    return as_text(body.get("body")) or as_text(body.get("caption"))


def _unless_group(item: Json, action: Action) -> Action:
    """What is said in a group is for its members: an operator may look at it, nothing is done with it."""
    return "quarantine" if item.get("group_id") else action
