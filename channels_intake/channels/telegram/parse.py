"""Reads what Telegram sends a bot, by webhook or by long poll, into events. Pure and total: it never raises."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Event

from ..guarding import guard, read_all
from ..pages import is_page, items_of, unwrap_page
from .updates import ACCOUNT, CHANNEL, read_update


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """The event of one update, or of each update in a polled page. What cannot be read is a Problem with its JSON
    pointer. `received_at` is aware; it stands in for a time that cannot be read."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    updates = [("", root)]
    if is_page(root):
        page = unwrap_page(root)[2]
        updates = [(f"/page/result/{number}", update) for number, update in enumerate(items_of(page, "result"))]
    for pointer, update in updates:
        yield guard(
            partial(read_update, update, received_at), update, channel=CHANNEL, account=ACCOUNT, pointer=pointer
        )
