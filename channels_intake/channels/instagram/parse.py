"""Reads a page of an Instagram post's comments, or a webhook. Pure and total: it never raises."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event

from ..guarding import guard, read_all
from ..meta.account import Account
from ..meta.parse import read_webhook
from ..pages import is_page, items_of, unwrap_page
from ..shapes import Json, UnreadableError
from .comments import read_comment

CHANNEL = "instagram"


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every event in the body. The stream of a page is `comments:` and the id of the post."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if not is_page(root):
        yield from read_webhook(received_at, root)
        return
    account_id, stream, page = unwrap_page(root)
    account = Account(CHANNEL, account_id, received_at)
    post = stream.rpartition(":")[2]
    for number, item in enumerate(items_of(page, "data")):
        yield guard(
            partial(_comment, account, post, item),
            item,
            channel=CHANNEL,
            account=account_id,
            pointer=f"/page/data/{number}",
        )


def _comment(account: Account, post: str, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    facts: Json = {"media": {"id": post}} | item
    return read_comment(account, facts)
