"""What makes a parser total: a part that surprises it becomes a Problem, and the rest goes on. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from bontang_pengaduan.lib.inbound import Event, Problem, Signal

from .shapes import UnreadableError, digest, load

LONGEST_ACCOUNT = 60


def read_all(body: bytes, channel: str, read: Callable[[Any], Iterator[Event]]) -> list[Event]:
    """Every event that `read` finds in the JSON body, in its order and each identity once. Never raises."""
    try:
        root = load(body)
    except (ValueError, RecursionError) as error:
        return [make_problem(channel, "", body, "", f"no JSON: {type(error).__name__}")]
    found: list[Event] = []
    try:
        found.extend(read(root))
    except Exception as error:  # noqa: BLE001 - total by contract: what was read before it is kept
        found.append(make_problem(channel, "", body, "", f"unexpected {type(error).__name__}"))
    return list(once(found))


def guard(read: Callable[[], Event], part: Any, *, channel: str, account: str, pointer: str) -> Event:
    """The event of one part, or the Problem that stands for it."""
    try:
        return read()
    except UnreadableError as error:
        return make_problem(channel, account, part, pointer + error.pointer, error.reason)
    except Exception as error:  # noqa: BLE001 - total by contract: a bad part must not cost its neighbours
        return make_problem(channel, account, part, pointer, f"unexpected {type(error).__name__}")


def once(events: Iterable[Event]) -> Iterator[Event]:
    """Each identity once, the first of them."""
    seen: set[tuple[type, str, str, str]] = set()
    for event in events:
        key = (type(event), event.channel, event.account, event.external_id)
        if key not in seen:
            seen.add(key)
            yield event


def make_problem(channel: str, account: str, part: Any, pointer: str, reason: str) -> Problem:
    """Named after its own content, so that a repeated delivery in another batch is the same problem."""
    try:
        name = digest(part)
    except (TypeError, ValueError, RecursionError):
        name = f"unwritable:{pointer}"
    return Problem(channel, account[:LONGEST_ACCOUNT], f"problem:{name}", pointer, reason)


def own_post(channel: str, account: str, name: str, text: str | None, at: datetime) -> Signal:
    """A post or film of the city, under which people comment: its word to nobody in particular."""
    data = {"text": text, "wa_type": "post", "is_public": True, "answers": None}
    return Signal(channel, account, name, "echo", "record_outbound", at, data=data)


def person(channel: str, value: str | None) -> str | None:
    """A Sender's `account_id`: the channel's name and its own id of a person."""
    return f"{channel}:{value}" if value else None


def has_words(text: str | None) -> bool:
    """Whether a public comment says anything: emoji and the names of those who are called say nothing."""
    words = [word for word in (text or "").split() if not word.startswith("@")]
    return any(letter.isalnum() for word in words for letter in word)
