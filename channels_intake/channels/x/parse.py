"""Reads a page of mentions, or one pushed activity, of an account on X. Pure and total: it never raises."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Amendment, Event, Signal

from ..guarding import guard, make_problem, read_all
from ..pages import is_page, items_of, unwrap_page
from ..shapes import Json, as_dict, as_id, as_iso_moment, as_text, clean_tree, digest, join_ids, required_id
from .posts import CALLED, CHANNEL, kind_of, read_post, read_surroundings

WRITTEN = ("post.mention.create", "post.reply.create", "post.quote.create")
LONGEST_ACCOUNT = 60
PRESENCE = "presence"  # the stream that asks whether posts still stand
GONE = ("/resource-not-found", "/not-authorized-for-resource")


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body, each identity once. An answer with `errors` beside its posts is a whole one."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if not is_page(root):
        yield from _activity(received_at, root)
        return
    account, stream, page = unwrap_page(root)
    if stream == PRESENCE:
        yield from _absences(account, page, received_at)
        return
    around = read_surroundings(account, as_dict(page).get("includes"), received_at)
    for number, item in enumerate(items_of(page, "data")):
        yield guard(
            partial(read_post, around, item), item, channel=CHANNEL, account=account, pointer=f"/page/data/{number}"
        )


def _absences(account: str, page: object, received_at: datetime) -> Iterator[Event]:
    """The posts that were asked for and are gone, or shown to nobody any more."""
    for number, item in enumerate(items_of(page, "errors")):
        error = as_dict(item)
        if error.get("resource_type") == "tweet" and str(error.get("type")).endswith(GONE):
            read = partial(_deleted, account, {"id": error.get("resource_id")}, received_at)
            yield guard(read, item, channel=CHANNEL, account=account, pointer=f"/page/errors/{number}")


def _activity(received_at: datetime, root: Any) -> Iterator[Event]:
    data = as_dict(as_dict(root).get("data"))
    account = (as_id(as_dict(data.get("filter")).get("user_id")) or "")[:LONGEST_ACCOUNT]
    kind = as_text(data.get("event_type"), 40)
    if kind is None:
        yield make_problem(CHANNEL, account, root, "/data/event_type", "not an activity")
        return
    payload = as_dict(data.get("payload"))
    if kind in WRITTEN:
        includes = as_dict(data.get("includes")) or as_dict(payload.get("includes"))
        called = kind_of(account, payload) if kind == "post.reply.create" else CALLED
        read = partial(read_post, read_surroundings(account, includes, received_at), payload, called)
    elif kind == "post.delete":
        read = partial(_deleted, account, payload, received_at)
    else:
        read = partial(_unknown, account, kind, data, received_at)
    yield guard(read, root, channel=CHANNEL, account=account, pointer="/data/payload")


def _deleted(account: str, payload: Json, received_at: datetime) -> Event:
    """X asks that what was deleted there is deleted wherever it is shown."""
    target = required_id(payload, "id")
    return Amendment(
        channel=CHANNEL,
        account=account,
        external_id=join_ids(target, "delete"),
        kind="revoke",
        action="amend",
        target_external_id=target,
        at=as_iso_moment(payload.get("deleted_at")) or received_at,
    )


def _unknown(account: str, kind: str, data: Json, received_at: datetime) -> Event:
    name = join_ids(kind, as_id(data.get("event_uuid")) or digest(data))
    facts = {"field": kind, "value": clean_tree(data)}
    return Signal(CHANNEL, account, name, "unknown_field", "ops_alert", received_at, data=facts)
