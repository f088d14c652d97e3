"""Reads a webhook of a Facebook Page or an Instagram account into events. Pure and total: it never raises.

Shapes: channels.md 2.1 to 2.3. One address takes both; `object` says whose it is.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Signal

from ..facebook.feed import FIELDS as FACEBOOK_FIELDS
from ..guarding import LONGEST_ACCOUNT, guard, make_problem, read_all
from ..instagram.comments import FIELDS as INSTAGRAM_FIELDS
from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_list, as_moment, as_text, clean_tree, digest
from .account import Account
from .messaging import read_messaging

DOOR = "meta"
Readers = dict[str, Callable[[Account, Json], Event]]
OBJECTS: dict[str, tuple[str, Readers]] = {
    "page": ("facebook", FACEBOOK_FIELDS),
    "instagram": ("instagram", INSTAGRAM_FIELDS),
}


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body, in its order and each identity once. What cannot be read is a Problem with its JSON
    pointer. `received_at` is aware; it stands in for a time that cannot be read."""
    return read_all(body, DOOR, partial(read_webhook, received_at))


def read_webhook(received_at: datetime, root: Any) -> Iterator[Event]:
    """The events of a body that is JSON; not total, `parse` is."""
    channel, readers = OBJECTS.get(as_text(as_dict(root).get("object")) or "", ("", {}))
    if not channel:
        yield make_problem(DOOR, "", root, "/object", "not a Meta webhook")
        return
    entries = as_list(root.get("entry"))
    if not entries:
        yield make_problem(channel, "", root, "/entry", "no entry")
    for number, entry in enumerate(entries):
        yield from _entry(channel, readers, as_dict(entry), f"/entry/{number}", received_at)


def _entry(channel: str, readers: Readers, entry: Json, pointer: str, received_at: datetime) -> Iterator[Event]:
    account_id = (as_id(entry.get("id")) or "")[:LONGEST_ACCOUNT]
    account = Account(channel, account_id, as_moment(entry.get("time")) or received_at)
    found = [
        (f"{pointer}/{name}/{number}", item)
        for name in ("messaging", "standby")
        for number, item in enumerate(as_list(entry.get(name)))
    ]
    for place, item in found:
        yield from read_messaging(account, place, item)
    changes = [(f"{pointer}/changes/{number}", item) for number, item in enumerate(as_list(entry.get("changes")))]
    if "field" in entry:
        # An app with Instagram's own login sends no `changes`: field and value stand on the entry (channels.md 2.3).
        changes.append((pointer, entry))
    for place, item in changes:
        yield guard(partial(_change, account, readers, item), item, channel=channel, account=account_id, pointer=place)
    if not (found or changes):
        yield make_problem(channel, account_id, entry, pointer, "nothing that is known")


def _change(account: Account, readers: Readers, raw: Any) -> Event:
    value = as_dict(raw).get("value")
    if not isinstance(value, dict):
        raise UnreadableError("/value", "not an object")
    field = as_text(raw.get("field"), 100) or "none"
    read = readers.get(field)
    return read(account, value) if read else _unknown_field(account, field, value)


def _unknown_field(account: Account, field: str, value: Json) -> Signal:
    """It carries no identity: the same news counts once a day, and again tomorrow."""
    name = f"{field}:{digest(value)}:{account.received_at:%Y%m%d}"
    data = {"field": field, "value": clean_tree(value), "errors": clean_tree(as_dicts(value.get("errors")))}
    return Signal(account.channel, account.id, name, "unknown_field", "ops_alert", account.received_at, data=data)
