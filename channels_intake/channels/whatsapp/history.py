"""What was said in the phone app before the number was joined to the platform: an archive, a thread at a time.

Shape: Meta's page of the `history` field. One body may hold thousands of messages, so a thread is one event.
"""

from collections.abc import Iterator
from typing import Any

from bontang_pengaduan.lib.inbound import Signal
from bontang_pengaduan.lib.phones import is_bsuid

from ..shapes import Json, UnreadableError, as_dict, as_dicts, as_id, as_list, as_moment, digest
from .items import CHANNEL, Change, kind_of, phone_of, text_of


def threads_of(value: Json) -> Iterator[tuple[str, Any]]:
    """The threads of a `history` change, each with its place in it."""
    for c, chunk in enumerate(as_list(value.get("history"))):
        for t, thread in enumerate(as_list(as_dict(chunk).get("threads"))):
            yield f"history/{c}/threads/{t}", thread


def read_thread(thread: Json, change: Change) -> Signal:
    """One thread: with whom, and what was said. Raises UnreadableError when nobody is named."""
    address = as_id(thread.get("id")) or ""
    phone = phone_of(address)
    if not (phone or is_bsuid(address)):
        raise UnreadableError("/id", "neither a phone nor a user id")
    return Signal(
        channel=CHANNEL,
        account=change.account,
        # Named after its content: the words' own ids belong to those that come live.
        external_id=f"history:{digest(thread)}",
        kind="history",
        action="archive",
        at=change.received_at,
        data={
            "phone": phone,
            "bsuid": None if phone else address,
            "messages": [_word(item, change) for item in as_dicts(thread.get("messages")) if as_id(item.get("id"))],
        },
    )


def _word(item: Json, change: Change) -> Json:
    sender = phone_of(item.get("from"))
    is_ours = sender is not None and sender == change.own_phone
    return {
        "id": as_id(item.get("id")),
        "sent_at": as_moment(item.get("timestamp")) or change.received_at,
        "is_outbound": is_ours or bool(item.get("to")) or as_dict(item.get("history_context")).get("from_me") is True,
        "kind": kind_of(item),
        "text": text_of(item),
    }
