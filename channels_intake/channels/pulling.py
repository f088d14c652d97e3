"""What a channel that is asked for its news needs: a page with what comes after it, and what a refusal means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from .shapes import as_dict, as_dicts, as_moment, load

AUTH_PAUSE = timedelta(minutes=30)  # a dead token is not hammered
RATE_PAUSE = timedelta(minutes=15)  # when the provider does not say how long
TROUBLE_PAUSE = timedelta(minutes=2)
SLOW_AT, STOP_AT = 75, 95  # per cent of what Meta allows in an hour
QUOTAS = frozenset({"quotaExceeded", "dailyLimitExceeded"})
RATES = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
BAD_KEYS = frozenset({"keyInvalid", "badRequest", "accessNotConfigured"})
META_RATES = frozenset({4, 17, 32, 613, *range(80000, 80010)})
META_TOKENS = frozenset({102, 190, 463, 467})

RefusalKind = Literal["rate_limited", "capped", "auth_failed", "stale_page", "trouble"]


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
    `next_allowed_at` nobody asks again. `stream` names the list where a round reads several.
    """

    body: bytes
    count: int
    next_token: str = ""
    high: str = ""
    cost: float = 0.0
    next_allowed_at: datetime | None = None
    stream: str = ""


@dataclass(frozen=True)
class Position:
    """Where the reading of a stream stands: the mark up to which all is here, and the page within this round. Without
    a mark it begins at `begin_at`."""

    begin_at: datetime
    high: str = ""
    page_token: str = ""


Fetch = Callable[[str, str, Position, datetime], Page]  # account, stream, position, now


@dataclass(frozen=True)
class Allowance:
    """What may be used up in one `period` by a stream, in the channel's own unit, and by the largest page; answers are
    the stream without a name. `sentence` says that it is used up."""

    limit: Callable[[str], float]
    largest: Callable[[], float]
    period: Callable[[datetime], str]
    sentence: str


@dataclass(frozen=True)
class Pull:
    """How a channel is asked. `streams` are account and list of what is set up here, `every` the least time between two
    rounds."""

    streams: Callable[[], list[tuple[str, str]]]
    fetch: Fetch
    every: timedelta
    allowance: Allowance | None = None


def judge(*, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Refusal:
    """What an answer that is no page means. Pure: status, headers and body of X, Meta, Google or Telegram."""
    names = {name.lower(): value for name, value in headers.items()}
    facts = _facts(body)
    error = as_dict(facts.get("error"))
    if _is_capped(facts, error):
        return Refusal("capped", now + timedelta(hours=6), "Jatah di penyedia sudah habis.")
    is_rate = error.get("code") in META_RATES or bool(_reasons(error) & RATES)
    if status == 429 or is_rate or "retry_after" in as_dict(facts.get("parameters")):
        return Refusal("rate_limited", _wait_until(names, facts, now), "Penyedia meminta kita menunggu.")
    if status in (401, 403) or _reasons(error) & BAD_KEYS or error.get("code") in META_TOKENS:
        return Refusal("auth_failed", now + AUTH_PAUSE, "Token atau izin ditolak penyedia. Perbarui di server.")
    return Refusal("trouble", now + TROUBLE_PAUSE, f"Penyedia sedang terganggu (kode {status}).")


def usage_pause(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Before when nobody asks Meta again although it answered: its headers say how much of an hour is used up. From
    SLOW_AT per cent a little, from STOP_AT as long as it names (channels.md 2.1)."""
    names = {name.lower(): value for name, value in headers.items()}
    business = as_dict(_facts(names.get("x-business-use-case-usage", "").encode()))
    uses = [use for listed in business.values() for use in as_dicts(listed)]
    uses += [as_dict(_facts(names.get(name, "").encode())) for name in ("x-app-usage", "x-page-usage")]
    counts = [use.get(name) for use in uses for name in ("call_count", "total_cputime", "total_time")]
    used = max((count for count in counts if isinstance(count, int | float)), default=0)
    if used >= STOP_AT:
        return now + max(_meta_minutes(names.get("x-business-use-case-usage", "")), RATE_PAUSE)
    return now + TROUBLE_PAUSE if used >= SLOW_AT else None


def _is_capped(facts: dict[str, Any], error: dict[str, Any]) -> bool:
    return "usage-capped" in str(facts.get("type", "")) or bool(_reasons(error) & QUOTAS)


def _reasons(error: dict[str, Any]) -> set[str]:
    """Google's own words for a refusal."""
    return {str(part.get("reason")) for part in as_dicts(error.get("errors"))}


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
