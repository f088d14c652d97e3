"""Reads a page of comment threads or of videos of a YouTube channel (channels.md 2.6). Pure: it never raises."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from bontang_pengaduan.lib.inbound import Action, Event, Message, Sender, Signal

from ..guarding import guard, has_words, make_problem, own_post, person, read_all
from ..pages import is_page, items_of, since_of, unwrap_page
from ..shapes import Json, UnreadableError, as_dict, as_id, as_iso_moment, as_list, as_text, required_id

CHANNEL = "youtube"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def parse(body: bytes, received_at: datetime) -> list[Event]:
    """Every comment of the page: those that begin a thread, and the few answers that come with them; or each video."""
    return read_all(body, CHANNEL, partial(_read, received_at))


def _read(received_at: datetime, root: Any) -> Iterator[Event]:
    if not is_page(root):
        yield make_problem(CHANNEL, "", root, "", "not a page of comments")
        return
    account, stream, page = unwrap_page(root)
    since = since_of(root)
    if stream == "videos":
        yield from _videos(account, received_at, page)
        return
    for number, thread in enumerate(items_of(page, "items")):
        for pointer, comment in _comments(thread, f"/page/items/{number}"):
            yield guard(
                partial(_comment, account, received_at, since, comment),
                comment,
                channel=CHANNEL,
                account=account,
                pointer=pointer,
            )


def _videos(account: str, received_at: datetime, page: Any) -> Iterator[Event]:
    for item in items_of(page, "items"):
        facts = as_dict(as_dict(item).get("snippet"))
        name, title = as_id(as_dict(facts.get("resourceId")).get("videoId")), as_text(facts.get("title"))
        if name and title:
            yield own_post(CHANNEL, account, name, title, as_iso_moment(facts.get("publishedAt")) or received_at)


def _comments(thread: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    facts = as_dict(as_dict(thread).get("snippet"))
    yield f"{pointer}/snippet/topLevelComment", facts.get("topLevelComment")
    for number, answer in enumerate(as_list(as_dict(as_dict(thread).get("replies")).get("comments"))):
        yield f"{pointer}/replies/comments/{number}", answer


def _comment(account: str, received_at: datetime, since: datetime | None, item: Any) -> Event:
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    name, facts = required_id(item, "id"), as_dict(item.get("snippet"))
    author = as_id(as_dict(facts.get("authorChannelId")).get("value"))
    sent_at = as_iso_moment(facts.get("publishedAt"))
    at, text = sent_at or received_at, _text_of(facts)
    if author and author == account:
        data = {"text": text, "wa_type": "comment", "is_public": True, "answers": as_id(facts.get("parentId"))}
        return Signal(CHANNEL, account, name, "echo", "record_outbound", at, data=data)
    return Message(
        channel=CHANNEL,
        account=account,
        external_id=name,
        sender=Sender(account_id=person(CHANNEL, author), username=as_text(facts.get("authorDisplayName"), 100)),
        sent_at=at,
        wa_type="comment",
        action=_action(text, is_old=bool(since and at < since)),
        text=text,
        reply_to_external_id=as_id(facts.get("parentId")),
        placeholder=text is None,
        timestamp_is_receipt=sent_at is None,
        is_public=True,
        thread_external_id=as_id(facts.get("videoId")),
    )


def _action(text: str | None, *, is_old: bool) -> Action:
    """The list knows no beginning: its first page holds comments from long before the city listened."""
    if is_old:
        return "ignore"
    return "create_or_attach" if has_words(text) else "attach_only"


def _text_of(facts: Json) -> str | None:
    """What was written; where only its HTML comes, that without its marks."""
    original = as_text(facts.get("textOriginal"))
    if original:
        return original
    shown = as_text(facts.get("textDisplay")) or ""
    return as_text(html.unescape(_TAG.sub("", _BREAK.sub("\n", shown))))
