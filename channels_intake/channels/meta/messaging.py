"""Direct messages of Facebook Messenger and Instagram: one shape, two channels (channels.md 2.2 and 2.3). Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from bontang_pengaduan.lib.inbound import Action, Amendment, Event, Location, Media, Message, Sender, Signal

from ..guarding import guard, person
from ..shapes import (
    Json,
    UnreadableError,
    as_dict,
    as_dicts,
    as_id,
    as_list,
    as_moment,
    as_number,
    as_text,
    clean_tree,
    digest,
    first_of,
    join_ids,
    required_id,
)
from .account import Account

FILES = ("image", "video", "audio", "file", "story_mention", "reel", "ig_reel", "share")
KINDS = {"file": "document", "ig_reel": "video", "reel": "video", "share": "link"}
STORED = ("image", "video", "audio", "document", "story_mention")  # a share is an address of a page, not a file
LONGEST_ADDRESS = 2000  # characters of a signed link; the column holds no more


def read_messaging(account: Account, pointer: str, item: object) -> Iterator[Event]:
    """Every event of one entry of `messaging` or `standby`."""
    if not isinstance(item, dict):
        yield guard(
            partial(_refuse, "not an object"), item, channel=account.channel, account=account.id, pointer=pointer
        )
        return
    for name, read in _READERS.items():
        if name in item:
            yield guard(
                partial(read, account, item), item, channel=account.channel, account=account.id, pointer=pointer
            )
            return
    if "delivery" in item:
        yield from _delivery(account, item, pointer)
        return
    yield guard(partial(_unknown, account, item), item, channel=account.channel, account=account.id, pointer=pointer)


def _message(account: Account, item: Json) -> Event:
    body = as_dict(item.get("message"))
    if body.get("is_echo") or _id_of(item, "sender") == account.id:
        return _echo(account, item, body)  # before anything else: our own words come back and open no complaint
    if body.get("is_deleted"):
        return _withdrawal(account, item, body)
    files = _files(body)
    place = _place(body)
    text = as_text(body.get("text"))
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=required_id(body, "mid", "/message"),
        sender=_sender(account, item),
        sent_at=_at(account, item),
        wa_type=_type_of(files, place, text),
        action=_action_of(files, place, text),
        text=text,
        media=files,
        location=place,
        reply_to_external_id=as_id(as_dict(body.get("reply_to")).get("mid")),
        choice_id=as_id(as_dict(body.get("quick_reply")).get("payload")),
        placeholder=not (text or files or place),
        timestamp_is_receipt=as_moment(item.get("timestamp")) is None,
        thread_external_id=_id_of(item, "sender"),
    )


def _postback(account: Account, item: Json) -> Event:
    """A tapped button; the first one opens the chat and has no mid in old apps."""
    body = as_dict(item.get("postback"))
    name = as_id(body.get("mid")) or join_ids("postback", _id_of(item, "sender"), as_id(item.get("timestamp")))
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=name,
        sender=_sender(account, item),
        sent_at=_at(account, item),
        wa_type="postback",
        action="attach_only",
        text=as_text(body.get("title")),
        choice_id=as_id(body.get("payload")),
        thread_external_id=_id_of(item, "sender"),
    )


def _edit(account: Account, item: Json) -> Event:
    body = as_dict(item.get("message_edit"))
    mid, version = required_id(body, "mid", "/message_edit"), as_id(body.get("num_edit")) or digest(body)
    return Amendment(
        channel=account.channel,
        account=account.id,
        external_id=join_ids(mid, "edit", version),
        kind="edit",
        action="amend",
        target_external_id=mid,
        at=_at(account, item),
        sender=_sender(account, item),
        new_text=as_text(body.get("text")),
    )


def _withdrawal(account: Account, item: Json, body: Json) -> Event:
    mid = required_id(body, "mid", "/message")
    return Amendment(
        channel=account.channel,
        account=account.id,
        external_id=join_ids(mid, "revoke"),
        kind="revoke",
        action="amend",
        target_external_id=mid,
        at=_at(account, item),
        sender=_sender(account, item),
    )


def _echo(account: Account, item: Json, body: Json) -> Event:
    data: Json = {
        "text": as_text(body.get("text")),
        "to_account_id": person(account.channel, _id_of(item, "recipient")),
        "wa_type": "text" if body.get("text") else "file",
    }
    if as_text(body.get("metadata"), 20):
        data["callback_data"] = as_text(body.get("metadata"), 20)  # our own row id, which we sent along
    if body.get("app_id"):
        data["by_app"] = True  # a program wrote it, and no person on his phone
    name = required_id(body, "mid", "/message")
    return Signal(account.channel, account.id, name, "echo", "record_outbound", _at(account, item), data=data)


def _reaction(account: Account, item: Json) -> Event:
    body = as_dict(item.get("reaction"))
    target = required_id(body, "mid", "/reaction")
    removed = body.get("action") == "unreact"
    emoji = "" if removed else as_text(first_of(body, "emoji", "reaction"), 20) or ""
    return Signal(
        channel=account.channel,
        account=account.id,
        external_id=join_ids("reaction", target, _id_of(item, "sender"), as_id(item.get("timestamp"))),
        kind="reaction",
        action="annotate",
        at=_at(account, item),
        sender=_sender(account, item),
        target_external_id=target,
        data={"emoji": emoji, "removed": removed},
    )


def _delivery(account: Account, item: Json, pointer: str) -> Iterator[Event]:
    """One status for each message that is named, or else a watermark: everything up to that moment."""
    mids = [mid for raw in as_list(as_dict(item.get("delivery")).get("mids")) if (mid := as_id(raw))]
    for mid in mids:
        yield guard(
            partial(_delivered, account, item, mid), item, channel=account.channel, account=account.id, pointer=pointer
        )
    if not mids:
        yield guard(
            partial(_watermark, account, item, "delivered"),
            item,
            channel=account.channel,
            account=account.id,
            pointer=pointer,
        )


def _delivered(account: Account, item: Json, mid: str) -> Event:
    data: Json = {"status": "delivered", "error_codes": [], "errors": [], "callback_data": None}
    return Signal(
        channel=account.channel,
        account=account.id,
        external_id=join_ids(mid, "delivered"),
        kind="status",
        action="status_update",
        at=_at(account, item),
        target_external_id=mid,
        data=data,
    )


def _read(account: Account, item: Json) -> Event:
    """Instagram names the message that was read, Messenger only a moment."""
    mid = as_id(as_dict(item.get("read")).get("mid"))
    if mid is None:
        return _watermark(account, item, "read")
    data: Json = {"status": "read", "error_codes": [], "errors": [], "callback_data": None}
    name = join_ids(mid, "read")
    return Signal(account.channel, account.id, name, "status", "status_update", _at(account, item), None, mid, data)


def _watermark(account: Account, item: Json, status: str) -> Event:
    """Everything that was said to this person up to a moment has this status."""
    body = as_dict(item.get("read" if status == "read" else "delivery"))
    until = as_moment(body.get("watermark"))
    if until is None:
        return _noted(account, item)
    return Signal(
        channel=account.channel,
        account=account.id,
        external_id=join_ids("watermark", status, _id_of(item, "sender"), as_id(body.get("watermark"))),
        kind="watermark",
        action="status_update",
        at=until,
        sender=_sender(account, item),
        data={"status": status},
    )


def _noted(account: Account, item: Json) -> Event:
    name = f"noted:{digest(item)}"
    return Signal(account.channel, account.id, name, "account_event", "ignore", _at(account, item))


def _unknown(account: Account, item: Json) -> Event:
    data = {"value": clean_tree(item)}
    name = f"unknown:{digest(item)}"
    return Signal(account.channel, account.id, name, "unknown_field", "ops_alert", _at(account, item), data=data)


def _refuse(reason: str) -> Event:
    raise UnreadableError("", reason)


def _files(body: Json) -> tuple[Media, ...]:
    found = []
    for item in as_dicts(body.get("attachments")):
        kind, url = as_text(item.get("type"), 20) or "", as_text(as_dict(item.get("payload")).get("url"))
        stored = KINDS.get(kind, kind)
        if kind in FILES and stored in STORED and url and len(url) <= LONGEST_ADDRESS:
            found.append(Media(stored, url))
    return tuple({media.id: media for media in found}.values())


def _place(body: Json) -> Location | None:
    for item in as_dicts(body.get("attachments")):
        point = as_dict(as_dict(item.get("payload")).get("coordinates"))
        lat, lon = as_number(point.get("lat")), as_number(point.get("long"))
        if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:
            return Location(lat, lon)
    return None


def _type_of(files: tuple[Media, ...], place: Location | None, text: str | None) -> str:
    if files:
        return files[0].kind
    return "location" if place else "text" if text else "unsupported"


def _action_of(files: tuple[Media, ...], place: Location | None, text: str | None) -> Action:
    """A mention in somebody's story and what we cannot read join a case that is open, and open none."""
    told = text or place or any(media.kind != "story_mention" for media in files)
    return "create_or_attach" if told else "attach_only"


def _sender(account: Account, item: Json) -> Sender:
    given = _id_of(item, "sender")
    if given is None:
        raise UnreadableError("/sender/id", "no identifier")
    return Sender(account_id=person(account.channel, given))


def _id_of(item: Json, side: str) -> str | None:
    return as_id(as_dict(item.get(side)).get("id"))


def _at(account: Account, item: Json) -> datetime:
    return as_moment(item.get("timestamp")) or account.received_at


_READERS: dict[str, Callable[[Account, Json], Event]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "reaction": _reaction,
    "read": _read,
    "referral": _noted,
    "optin": _noted,
}
