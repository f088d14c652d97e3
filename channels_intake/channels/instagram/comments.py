"""What is written in public on Instagram: comments and mentions (channels.md 2.3). Pure."""

from collections.abc import Callable
from datetime import datetime

from bontang_pengaduan.lib.inbound import Amendment, Event, Message, Sender, Signal

from ..guarding import has_words, person
from ..meta.account import Account
from ..pages import unwrap_page
from ..shapes import Json, UnreadableError, as_dict, as_id, as_iso_moment, as_text, first_of, required_id


def read_comment(account: Account, value: Json) -> Event:
    """A comment under a post, from a webhook or a page of comments. Raises UnreadableError.

    The webhook names no time of its own, so that of the entry counts; a page names it. On a boosted post the same
    comment comes twice with another post: its own id is the key.
    """
    name, author = required_id(value, "id"), as_dict(value.get("from"))
    text, sent_at = as_text(value.get("text")), as_iso_moment(value.get("timestamp"))
    at = sent_at or account.received_at
    if as_id(author.get("id")) == account.id:
        data = {"text": text, "wa_type": "comment", "is_public": True, "answers": as_id(value.get("parent_id"))}
        return Signal(account.channel, account.id, name, "echo", "record_outbound", at, data=data)
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=name,
        sender=Sender(
            account_id=person(account.channel, as_id(author.get("id"))),
            username=as_text(first_of(author, "username") or value.get("username"), 100),
        ),
        sent_at=at,
        wa_type="comment",
        action="create_or_attach" if has_words(text) else "attach_only",
        text=text,
        reply_to_external_id=as_id(value.get("parent_id")),
        placeholder=text is None,
        timestamp_is_receipt=sent_at is None,
        is_public=True,
        thread_external_id=as_id(as_dict(value.get("media")).get("id")),
    )


def read_mention(account: Account, value: Json) -> Event:
    """The account was named elsewhere. Only ids come; words and author are told on asking. Raises UnreadableError."""
    is_comment = bool(value.get("comment_id"))
    return Message(
        channel=account.channel,
        account=account.id,
        external_id=required_id(value, "comment_id" if is_comment else "media_id"),
        sender=Sender(),
        sent_at=account.received_at,
        wa_type="mention",
        action="create_or_attach",
        placeholder=True,
        timestamp_is_receipt=True,
        is_public=True,
        thread_external_id=as_id(value.get("media_id")),
        lacks="mentioned_comment" if is_comment else "mentioned_media",
    )


def read_told(received_at: datetime, root: Json) -> Event:
    """Words and author of a mention, as they were told when they were asked for. Raises UnreadableError."""
    account, stream, page = unwrap_page(root)
    facts = as_dict(page)
    told = as_dict(first_of(facts, "mentioned_comment", "mentioned_media"))
    name, text = stream.partition(":")[2], as_text(first_of(told, "text", "caption"))
    if not (name and told):
        raise UnreadableError("", "no mention")
    return Amendment(
        channel="instagram",
        account=account,
        external_id=f"{name}:told",
        kind="told",
        action="create_or_attach" if has_words(text) else "attach_only",
        target_external_id=name,
        at=as_iso_moment(told.get("timestamp")) or received_at,
        sender=Sender(
            account_id=person("instagram", as_id(as_dict(told.get("from")).get("id"))),
            username=as_text(told.get("username") or as_dict(told.get("from")).get("username"), 100),
        ),
        new_text=text,
    )


FIELDS: dict[str, Callable[[Account, Json], Event]] = {
    "comments": read_comment,
    "live_comments": read_comment,
    "mentions": read_mention,
}
