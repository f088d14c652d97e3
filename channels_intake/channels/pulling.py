"""What a channel that is asked for its news needs: a page with what comes after it, and what a refusal means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from .shapes import as_dict, as_dicts, as_moment, load

AUTH_PAUSE = timedelta(minutes=30)  # a dead token is not hammered
RATE_PAUSE = timedelta(minutes=15)  # when the provider does not say how long
TROUBLE_PAUSE = timedelta(minutes=2)
META_RATES = frozenset({4, 17, 32, 613, *range(80000, 80010)})
META_TOKENS = frozenset({102, 190, 463, 467})

RefusalKind = Literal["rate_limited", "capped", "auth_failed", "trouble"]


@dataclass(frozen=True)
class Refusal:
    """Why there was no page, and before when nobody asks again. `sentence` is for administrators."""

    kind: RefusalKind
    until: datetime
    sentence: str


class PullRefusedError(Exception):
    """A page was refused; `refusal` says how."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


class TroubleError(PullRefusedError):
    """No answer came, or none that can be read: tried again soon."""

    def __init__(self, sentence: str, now: datetime) -> None:
        super().__init__(Refusal("trouble", now + TROUBLE_PAUSE, sentence))


@dataclass(frozen=True)
class Page:
    """One answer. `body` are its bytes as they came.

    `next_token` leads to the next page of the same round and is empty after the last one. `high` is the newest item's
    mark, of which the first page's counts. `cost` is what the answer used up, in the channel's own unit. Before
    `next_allowed_at` nobody asks again.
    """

    body: bytes
    count: int
    next_token: str = ""
    high: str = ""
    cost: float = 0.0
    next_allowed_at: datetime | None = None


@dataclass(frozen=True)
class Position:
    """Where the reading of a stream stands: the mark up to which all is here, and the page within this round."""

    high: str = ""
    page_token: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


Fetch = Callable[[str, str, Position, datetime], Page]  # account, stream, position, now


@dataclass(frozen=True)
class Pull:
    """How a channel is asked. `every` is the least time between two rounds, `allowance` what may be used up in one
    `period` (None: no limit); the period begins anew by `period_of`, and `spent_words` says that it is used up."""

    streams: Callable[[], list[tuple[str, str]]]  # account and stream, of what is set up here
    fetch: Fetch
    every: timedelta
    allowance: Callable[[], float] | None = None
    period_of: Callable[[datetime], str] = lambda now: ""
    highest_cost: float = 0.0  # of one page
    spent_words: str = ""


def judge(*, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Refusal:
    """What an answer that is no page means. Pure: status, headers and body of X, Meta, Google or Telegram."""
    names = {name.lower(): value for name, value in headers.items()}
    facts = _facts(body)
    error = as_dict(facts.get("error"))
    if _is_capped(facts, error):
        return Refusal("capped", now + timedelta(hours=6), "Jatah di penyedia sudah habis.")
    if status == 429 or error.get("code") in META_RATES or "retry_after" in as_dict(facts.get("parameters")):
        return Refusal("rate_limited", _wait_until(names, facts, now), "Penyedia meminta kita menunggu.")
    if status in (401, 403) or error.get("code") in META_TOKENS:
        return Refusal("auth_failed", now + AUTH_PAUSE, "Token atau izin ditolak penyedia. Perbarui di server.")
    return Refusal("trouble", now + TROUBLE_PAUSE, f"Penyedia sedang terganggu (kode {status}).")


def _is_capped(facts: dict[str, Any], error: dict[str, Any]) -> bool:
    reasons = {str(part.get("reason")) for part in as_dicts(error.get("errors"))}
    return "usage-capped" in str(facts.get("type", "")) or bool(reasons & {"quotaExceeded", "dailyLimitExceeded"})


def _wait_until(names: Mapping[str, str], facts: dict[str, Any], now: datetime) -> datetime:
    reset = as_moment(names.get("x-rate-limit-reset"))
    if reset:
        return reset
    for seconds in (as_dict(facts.get("parameters")).get("retry_after"), names.get("retry-after")):
        if str(seconds).isdecimal() and len(str(seconds)) < 7:
            return now + timedelta(seconds=int(str(seconds)))
    return now + max(_meta_minutes(names.get("x-business-use-case-usage", "")), RATE_PAUSE)


def _meta_minutes(header: str) -> timedelta:
    """The longest `estimated_time_to_regain_access` of the accounts in Meta's header."""
    waits = [
        use.get("estimated_time_to_regain_access")
        for uses in as_dict(_facts(header.encode())).values()
        for use in as_dicts(uses)
    ]
    minutes = [wait for wait in waits if isinstance(wait, int) and 0 <= wait < 10_000]
    return timedelta(minutes=max(minutes, default=0))


def _facts(body: bytes) -> dict[str, Any]:
    try:
        return as_dict(load(body))
    except (ValueError, RecursionError):
        return {}
