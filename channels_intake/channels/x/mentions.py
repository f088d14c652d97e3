"""The mentions of the city's account on X, page by page, newest first (channels.md 2.4)."""

from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..pulling import Page, Position, PullRefusedError, Refusal, TroubleError, judge
from ..shapes import as_dict, as_dicts, as_id, as_moment, load
from .channel import accounts
from .token import access_token, has_token

STREAM = "mentions"
LARGEST_PAGE = 100
OVERLAP = timedelta(minutes=5)  # X may show a post later than its id says; what comes twice is taken once
SNOWFLAKE_BITS = 22  # of an id, below its milliseconds
FIELDS = {
    "tweet.fields": "created_at,author_id,conversation_id,referenced_tweets,edit_history_tweet_ids,attachments,geo,"
    "note_tweet",
    "expansions": "author_id,attachments.media_keys,geo.place_id",
    "user.fields": "username,name",
    "media.fields": "type,url,preview_image_url",
    "place.fields": "full_name,geo",
}


def streams() -> list[tuple[str, str]]:
    """The account's one stream, if there is a token to ask with."""
    return [(account, STREAM) for account in accounts()] if has_token() else []


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of the mentions after the mark. Raises PullRefusedError."""
    token = access_token()
    if not token:
        raise TroubleError("Token X sedang diperbarui.", now)
    try:
        response = http.request(
            "GET",
            f"{settings.X_API_BASE}/2/users/{account}/mentions",
            token=token,
            params=_question(position),
        )
    except httpx.HTTPError as error:
        raise TroubleError("X tidak terjangkau.", now) from error
    if response.status_code == 400 and position.page_token:
        raise PullRefusedError(Refusal("stale_page", now, "Halaman di X sudah kedaluwarsa, dimulai dari awal."))
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    return _page(response, position, now)


def highest_cost() -> float:
    """Dollars for the largest page."""
    return LARGEST_PAGE * float(settings.X_MENTION_USD)


def budget() -> float:
    """Dollars that may be spent in one month."""
    return float(settings.X_MONTHLY_BUDGET_USD)


def month_of(now: datetime) -> str:
    """The calendar month in UTC, by which X bills [assumed]."""
    return f"{now.astimezone(UTC):%Y-%m}"


def _question(position: Position) -> dict[str, str]:
    question = FIELDS | {"max_results": str(LARGEST_PAGE)}
    if position.page_token:
        question["pagination_token"] = position.page_token
    if position.high.isdecimal():
        return question | {"since_id": str(_earlier(int(position.high)))}
    return question | {"start_time": f"{position.begin_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}


def _earlier(name: int) -> int:
    """An id that is OVERLAP older."""
    return max(1, name - (int(OVERLAP.total_seconds() * 1000) << SNOWFLAKE_BITS))


def _age(name: str) -> int:
    return int(name) if name.isdecimal() else 0


def _page(response: httpx.Response, position: Position, now: datetime) -> Page:
    try:
        answer = as_dict(load(response.content))
    except ValueError as error:
        raise TroubleError("X menjawab dengan isi yang tidak terbaca.", now) from error
    meta, count = as_dict(answer.get("meta")), len(as_dicts(answer.get("data")))
    return Page(
        body=response.content,
        count=count,
        next_token=as_id(meta.get("next_token")) or "",
        # The overlap brings what is older than the mark, which must not go back.
        high=max(position.high, as_id(meta.get("newest_id")) or "", key=_age),
        cost=count * settings.X_MENTION_USD,
        next_allowed_at=_when_allowed(response.headers),
    )


def _when_allowed(headers: httpx.Headers) -> datetime | None:
    """The end of the quarter of an hour whose requests are used up."""
    return as_moment(headers.get("x-rate-limit-reset")) if headers.get("x-rate-limit-remaining") == "0" else None
