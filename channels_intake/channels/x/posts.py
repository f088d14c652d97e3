"""One post on X as one event (channels.md 2.4). Pure."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Area, Event, Media, Message, Sender, Signal

from ..guarding import has_words, person
from ..shapes import (
    Json,
    UnreadableError,
    as_dict,
    as_dicts,
    as_id,
    as_iso_moment,
    as_list,
    as_number,
    as_text,
    first_of,
    required_id,
)

CHANNEL = "x"
CALLED, UNCALLED = "post", "reply"  # kinds: one that names the account, and an answer to it that does not
LONGEST_ADDRESS = 2000  # characters
_CALLS = re.compile(r"^(?:@\w+\s+)+")  # whom an answer goes to: X writes them in front


@dataclass(frozen=True)
class Surroundings:
    """What the posts of one answer share: the account that was written to, and the objects they refer to."""

    account: str
    users: dict[str, Json]
    media: dict[str, Json]
    places: dict[str, Json]
    received_at: datetime


def read_surroundings(account: str, includes: Any, received_at: datetime) -> Surroundings:
    """The objects beside the posts, each under its key. Posts among them are context and no mentions."""
    parts = as_dict(includes)
    return Surroundings(
        account=account,
        users=_by(parts.get("users"), "id"),
        media=_by(parts.get("media"), "media_key"),
        places=_by(parts.get("places"), "id"),
        received_at=received_at,
    )


def read_post(around: Surroundings, item: Any, kind: str = CALLED) -> Event:
    """A post that is meant for the account. Raises UnreadableError."""
    if not isinstance(item, dict):
        raise UnreadableError("", "not an object")
    name, author = required_id(item, "id"), as_id(item.get("author_id"))
    referred = {str(part.get("type")): as_id(part.get("id")) for part in as_dicts(item.get("referenced_tweets"))}
    sent_at = as_iso_moment(item.get("created_at"))
    at = sent_at or around.received_at
    text = as_text(as_dict(item.get("note_tweet")).get("text")) or as_text(item.get("text"))
    if author and author == around.account:
        data = {"text": _own_words(text), "wa_type": CALLED, "is_public": True, "answers": referred.get("replied_to")}
        return Signal(CHANNEL, around.account, name, "echo", "record_outbound", at, data=data)
    if "retweeted" in referred:
        return Signal(CHANNEL, around.account, name, "repost", "ignore", at, target_external_id=referred["retweeted"])
    media = _media(around, item)
    user = around.users.get(author or "", {})
    return Message(
        channel=CHANNEL,
        account=around.account,
        external_id=name,
        sender=Sender(
            account_id=person(CHANNEL, author),
            username=as_text(user.get("username"), 100),
            name=as_text(user.get("name"), 100),
        ),
        sent_at=at,
        wa_type=kind,
        action="create_or_attach" if media or has_words(text) else "attach_only",
        text=text,
        media=media,
        reply_to_external_id=referred.get("replied_to"),
        placeholder=not (text or media),
        timestamp_is_receipt=sent_at is None,
        is_public=True,
        thread_external_id=as_id(item.get("conversation_id")),
        area=_area(around, item),
        supersedes=_earlier_versions(item, name),
    )


def kind_of(account: str, item: Any) -> str:
    """Whether a pushed answer names the account too: whom nobody called may not be answered (channels.md 2.4)."""
    named = as_dicts(as_dict(as_dict(item).get("entities")).get("mentions"))
    return CALLED if account in [as_id(mention.get("id")) for mention in named] else UNCALLED


def _own_words(text: str | None) -> str | None:
    """What the city wrote, as it wrote it."""
    return _CALLS.sub("", html.unescape(text)) if text else text


def _earlier_versions(item: Json, name: str) -> tuple[str, ...]:
    """An edit has an id of its own; the history names all versions, the oldest first."""
    history = [version for raw in as_list(item.get("edit_history_tweet_ids")) if (version := as_id(raw))]
    return tuple(history[: history.index(name)]) if name in history else ()


def _media(around: Surroundings, item: Json) -> tuple[Media, ...]:
    keys = [as_id(raw) for raw in as_list(as_dict(item.get("attachments")).get("media_keys"))]
    found = [around.media[key] for key in keys if key in around.media]
    addresses = [as_text(first_of(part, "url", "preview_image_url")) for part in found]
    # Of a film the answer names a still picture alone.
    return tuple(Media("image", url) for url in dict.fromkeys(addresses) if url and len(url) <= LONGEST_ADDRESS)


def _area(around: Surroundings, item: Json) -> Area | None:
    place = around.places.get(as_id(as_dict(item.get("geo")).get("place_id")) or "", {})
    name = as_text(first_of(place, "full_name", "name"), 200)
    if name is None:
        return None
    corners = [as_number(raw) for raw in as_list(as_dict(place.get("geo")).get("bbox"))]
    return Area(name, tuple(corner for corner in corners if corner is not None) if len(corners) == 4 else ())


def _by(items: Any, key: str) -> dict[str, Json]:
    return {name: item for item in as_dicts(items) if (name := as_id(item.get(key)))}
