"""Pages of posts and comments, as both channels list them. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Message, Problem

from ..pages import items_of
from ..shapes import as_dict, as_id, as_list

LAST = datetime.max.replace(tzinfo=UTC)


def comments_in(stream: str, page: object) -> Iterator[tuple[str, str, Any]]:
    """Each comment with its JSON pointer and the id of its post: of a page of one post's comments (the stream is
    `comments:` and the post), or of the comments that came with a page of posts."""
    kind, _, post = stream.partition(":")
    if kind == "comments":
        for number, item in enumerate(items_of(page, "data")):
            yield f"/page/data/{number}", post, item
        return
    for number, item in enumerate(items_of(page, "data")):
        nested = as_list(as_dict(as_dict(item).get("comments")).get("data"))
        for place, comment in enumerate(nested):
            yield f"/page/data/{number}/comments/data/{place}", as_id(as_dict(item).get("id")) or "", comment


def oldest_first(events: Iterable[Event]) -> list[Event]:
    """In the order in which it was said: lists begin with the newest, and an answer must find what it answers to."""
    return sorted(events, key=_said_at)


def not_from_before(event: Event, since: datetime | None) -> Event:
    """What was said before the city listened is no new complaint: lists know no beginning."""
    is_old = isinstance(event, Message) and since is not None and event.sent_at < since
    return replace(event, action="ignore") if is_old and isinstance(event, Message) else event


def _said_at(event: Event) -> datetime:
    if isinstance(event, Problem):
        return LAST
    return event.sent_at if isinstance(event, Message) else event.at
