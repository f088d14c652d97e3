"""The lists of X that are asked for: new mentions, and whether the shown posts still stand."""

from datetime import datetime

from ..pulling import Fetch, Page, Position
from . import mentions, presence

_FETCHES: dict[str, Fetch] = {mentions.STREAM: mentions.fetch, presence.STREAM: presence.fetch}


def streams() -> list[tuple[str, str]]:
    """Account and list of everything that is set up here."""
    return mentions.streams() + presence.streams()


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of that list. Raises PullRefusedError."""
    return _FETCHES[stream](account, stream, position, now)


def budget(stream: str) -> float:
    """Dollars that this list may cost in one month."""
    return presence.budget() if stream == presence.STREAM else mentions.budget()
