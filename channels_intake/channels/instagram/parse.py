"""Reads a page of an Instagram post's comments, or a webhook. Pure and total: it never raises."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event

from ..guarding import guard, own_post, read_all
from ..meta.account import Account
from ..meta.listed import comments_in, not_from_before, oldest_first
from ..meta.parse import read_webhook
from ..pages import is_page, items_of, since_of, unwrap_page
from ..shapes import Json, UnreadableError, as_dict, as_id, as_iso_moment, as_list, as_text
from .comments import read_comment, read_told

CHANNEL = "instagram"


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body. The stream of a page is `media`, or `comments:` and the id of the post."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if not is_page(root):
        yield from read_webhook(received_at, root)
        return
    if unwrap_page(root)[1].startswith("told:"):
        yield guard(partial(read_told, received_at, root), root, channel=CHANNEL, account="", pointer="/page")
        return
    yield from oldest_first(_listed(received_at, root))


def _listed(received_at: datetime, root: Json) -> Iterator[Event]:
    account_id, stream, page = unwrap_page(root)
    account, since = Account(CHANNEL, account_id, received_at), since_of(root)
    if stream == "media":
        yield from _posts(account, page)
    for pointer, post, item in comments_in(stream, page):
        read = partial(_comment, account, post, item)
        event = guard(read, item, channel=CHANNEL, account=account_id, pointer=pointer)
        yield not_from_before(event, since)
        for number, answer in enumerate(_answers(item)):
            read = partial(_comment, account, post, answer)
            place = f"{pointer}/replies/data/{number}"
            event = guard(read, answer, channel=CHANNEL, account=account_id, pointer=place)
            yield not_from_before(event, since)


def _posts(account: Account, page: object) -> Iterator[Event]:
    """The account's own posts, for officers to see what was commented on. One without words tells them nothing."""
    for item in items_of(page, "data"):
        facts = as_dict(item)
        name, text = as_id(facts.get("id")), as_text(facts.get("caption"))
        if name and text:
            yield own_post(
                CHANNEL, account.id, name, text, as_iso_moment(facts.get("timestamp")) or account.received_at
            )


def _comment(account: Account, post: str, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    facts: Json = {"media": {"id": post}} | item
    return read_comment(account, facts)


def _answers(item: Any) -> list[Any]:
    """What was answered to a comment comes with it, with that comment as its parent."""
    parent = {"parent_id": as_dict(item).get("id")}
    found = as_list(as_dict(as_dict(item).get("replies")).get("data"))
    return [parent | answer if isinstance(answer, dict) else answer for answer in found]
