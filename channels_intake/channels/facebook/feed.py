"""What is written in public on a Facebook Page: comments, visitors' posts, mentions (channels.md 2.2). Pure."""

from collections.abc import Callable
from datetime import datetime

from bontang_pengaduan.lib.inbound import Action, Amendment, Event, Media, Message, Sender, Signal

from ..guarding import has_words, own_post, person
from ..meta.account import Account
from ..shapes import Json, as_dict, as_id, as_moment, as_text, digest, first_of, join_ids, required_id

POSTS = ("post", "status", "photo", "video", "share", "album", "note")
CHANGED = ("edited", "edit", "update")
WITHDRAWN = ("remove", "delete")
MODERATED = ("hide", "unhide")  # by the city: its author has taken nothing back
LONGEST_ADDRESS = 2000  # characters of a signed link


def read_feed(account: Account, value: Json) -> Event:
    """A change of the field `feed`. Raises UnreadableError."""
    item, verb = as_text(value.get("item"), 30) or "", as_text(value.get("verb"), 20) or "add"
    if item != "comment" and item not in POSTS:
        return _aside(account, value, item)
    target = required_id(value, "comment_id" if item == "comment" else "post_id")
    if as_id(as_dict(value.get("from")).get("id")) == account.id:
        return _own(account, value, target, verb)
    if verb in MODERATED:
        return _aside(account, value, item)
    if verb in WITHDRAWN:
        return _amendment(account, value, target, "revoke")
    if verb in CHANGED:
        return _amendment(account, value, target, "edit")
    return _aside(account, value, item) if verb != "add" else _said(account, value, item, target)


def read_mention(account: Account, value: Json) -> Event:
    """The Page was named in a post or a comment elsewhere. Raises UnreadableError."""
    text = as_text(value.get("message"))
    sender = as_id(value.get("sender_id"))
    if sender == account.id:
        return _aside(account, value, "own")
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=required_id(value, "comment_id" if value.get("comment_id") else "post_id"),
        sender=Sender(account_id=person(account.channel, sender), name=as_text(value.get("sender_name"), 100)),
        sent_at=_at(account, value),
        wa_type="mention",
        action=_action(text, ()),
        text=text,
        is_public=True,
        thread_external_id=as_id(value.get("post_id")),
        placeholder=text is None,
    )


def _said(account: Account, value: Json, item: str, target: str) -> Message:
    text, media = as_text(value.get("message")), _media(value)
    author = as_dict(value.get("from"))  # missing when the author hides himself
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=target,
        sender=Sender(
            account_id=person(account.channel, as_id(author.get("id"))), name=as_text(author.get("name"), 100)
        ),
        sent_at=_at(account, value),
        wa_type=item,
        action=_action(text, media),
        text=text,
        media=media,
        reply_to_external_id=_parent(value),
        placeholder=not (text or media),
        timestamp_is_receipt=as_moment(value.get("created_time")) is None,
        is_public=True,
        thread_external_id=as_id(value.get("post_id")),
    )


def _amendment(account: Account, value: Json, target: str, kind: str) -> Amendment:
    """An edit has the comment's own id; each version counts once."""
    version = as_id(first_of(as_dict(value.get("post")), "updated_time")) or as_id(value.get("created_time"))
    return Amendment(
        channel=account.channel,
        account=account.id,
        external_id=join_ids(target, kind, version, digest(value)),
        kind="revoke" if kind == "revoke" else "edit",
        action="amend",
        target_external_id=target,
        at=_at(account, value),
        new_text=as_text(value.get("message")) if kind == "edit" else None,
    )


def _own(account: Account, value: Json, target: str, verb: str) -> Event:
    """The city's own comment is its word in public; its own posts and changes are nobody's complaint."""
    if verb == "add" and value.get("item") in POSTS:
        return _published(account, value, target)
    parent = _parent(value)
    if verb != "add" or value.get("item") != "comment":
        return _aside(account, value, "own")
    data = {"text": as_text(value.get("message")), "wa_type": "comment", "is_public": True, "answers": parent}
    return Signal(account.channel, account.id, target, "echo", "record_outbound", _at(account, value), data=data)


def _published(account: Account, value: Json, target: str) -> Signal:
    return own_post(account.channel, account.id, target, as_text(value.get("message")), _at(account, value))


def _aside(account: Account, value: Json, item: str) -> Signal:
    """A reaction, a like, an own post: acknowledged, and nothing else."""
    return Signal(
        channel=account.channel,
        account=account.id,
        external_id=f"feed:{digest(value)}",
        kind="reaction" if item in ("reaction", "like") else "account_event",
        action="ignore",
        at=_at(account, value),
        target_external_id=as_id(first_of(value, "comment_id", "post_id")),
    )


def _parent(value: Json) -> str | None:
    """The comment that is answered. Directly under the post there is none; the same post may come with the id of
    another page before the underscore, so only what stands behind it counts."""
    parent, post = as_id(value.get("parent_id")), as_id(value.get("post_id"))
    if parent is None or parent == as_id(value.get("comment_id")):
        return None
    is_post = post is not None and parent.rpartition("_")[2] == post.rpartition("_")[2]
    return None if is_post else parent


def _media(value: Json) -> tuple[Media, ...]:
    for name, kind in (("photo", "image"), ("video", "video")):
        url = as_text(value.get(name))
        if url and len(url) <= LONGEST_ADDRESS:
            return (Media(kind, url),)
    return ()


def _action(text: str | None, media: tuple[Media, ...]) -> Action:
    return "create_or_attach" if media or has_words(text) else "attach_only"


def _at(account: Account, value: Json) -> datetime:
    return as_moment(value.get("created_time")) or account.received_at


FIELDS: dict[str, Callable[[Account, Json], Event]] = {"feed": read_feed, "mention": read_mention}
