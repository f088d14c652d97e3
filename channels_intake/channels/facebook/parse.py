"""Reads a page of the Page's feed, of a post's comments or of the Page's mentions, or a webhook.

Pure and total: it never raises.

What is listed gets the shape in which the webhook tells it, so that both give the same event under the same name.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event

from ..guarding import guard, read_all
from ..meta.account import Account
from ..meta.listed import comments_in, not_from_before, oldest_first
from ..meta.parse import read_webhook
from ..pages import is_page, items_of, since_of, unwrap_page
from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_iso_moment, as_text
from .feed import read_feed, read_mention

CHANNEL = "facebook"


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body. The stream of a page is `feed`, `tagged`, or `comments:` and the id of the post."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if not is_page(root):
        yield from read_webhook(received_at, root)
        return
    yield from oldest_first(_listed(received_at, root))


def _listed(received_at: datetime, root: Json) -> Iterator[Event]:
    account_id, stream, page = unwrap_page(root)
    account, since = Account(CHANNEL, account_id, received_at), since_of(root)
    if stream == "tagged":
        yield from _mentions(account, page, since)
        return
    if stream == "feed":
        for pointer, post in _visitors_posts(account, page):
            event = guard(partial(_post, account, post), post, channel=CHANNEL, account=account_id, pointer=pointer)
            yield not_from_before(event, since)
    for pointer, parent, item in comments_in(stream, page):
        read = partial(_comment, account, parent, item)
        yield not_from_before(guard(read, item, channel=CHANNEL, account=account_id, pointer=pointer), since)


def _mentions(account: Account, page: object, since: datetime | None) -> Iterator[Event]:
    """Posts of others that name the Page. One of nobody on the Page itself may be the city's own, and is left to the
    webhook."""
    for number, item in enumerate(items_of(page, "data")):
        name = as_id(as_dict(item).get("id")) or ""
        if as_dict(item) and "from" not in as_dict(item) and name.startswith(f"{account.id}_"):
            continue
        read = partial(_mention, account, item)
        event = guard(read, item, channel=CHANNEL, account=account.id, pointer=f"/page/data/{number}")
        yield not_from_before(event, since)


def _visitors_posts(account: Account, page: object) -> Iterator[tuple[str, Any]]:
    """The posts of others. One without an author may be the city's own, and is left to the webhook."""
    for number, item in enumerate(items_of(page, "data")):
        author = as_id(as_dict(as_dict(item).get("from")).get("id"))
        if author and author != account.id:
            yield f"/page/data/{number}", item


def _post(account: Account, item: Json) -> Event:
    facts = {"item": "status", "post_id": item.get("id")}
    return read_feed(account, _as_told(item) | facts | _photo(as_dicts(as_dict(item.get("attachments")).get("data"))))


def _mention(account: Account, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    author = as_dict(item.get("from"))
    facts = {"post_id": item.get("id"), "sender_id": author.get("id"), "sender_name": author.get("name")}
    return read_mention(account, _as_told(item) | facts)


def _comment(account: Account, post: str, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    parent = as_id(as_dict(item.get("parent")).get("id")) or post
    facts = {"item": "comment", "comment_id": item.get("id"), "post_id": post, "parent_id": parent}
    return read_feed(account, _as_told(item) | facts | _photo([as_dict(item.get("attachment"))]))


def _as_told(item: Json) -> Json:
    """Author, words and time in the names that the webhook uses."""
    at = as_iso_moment(item.get("created_time"))
    time: Json = {"created_time": int(at.timestamp())} if at else {}
    return {"verb": "add", "from": item.get("from"), "message": item.get("message"), **time}


def _photo(attachments: list[Json]) -> Json:
    """The first picture, by its signed address."""
    for item in attachments:
        address = as_text(as_dict(as_dict(item.get("media")).get("image")).get("src"))
        if address:
            return {"photo": address}
    return {}
