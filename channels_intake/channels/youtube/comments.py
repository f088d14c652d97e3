"""The comments under the city's videos, page by page, newest first (channels.md 2.6)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..pulling import Page, Position, PullRefusedError, Refusal, TroubleError, judge
from ..shapes import Json, as_dict, as_dicts, as_id, as_iso_moment, load
from .channel import accounts

STREAM = "comments"
LARGEST_PAGE = 100
OVERLAP = timedelta(hours=1)  # a comment that waited for approval comes with its older time
UNITS = 1.0  # of one page
PACIFIC = ZoneInfo("America/Los_Angeles")  # its midnight begins a new day of quota


def streams() -> list[tuple[str, str]]:
    """The channel's one stream."""
    return [(account, STREAM) for account in accounts()]


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of the comments. The list has no beginning to ask for: the page that reaches behind the mark is the
    last one of its round. Raises PullRefusedError."""
    try:
        response = http.request(
            "GET", f"{settings.YOUTUBE_API_BASE}/commentThreads", params=_question(account, position)
        )
    except httpx.HTTPError:
        # Its text holds the address, and that the key.
        raise TroubleError("YouTube tidak terjangkau.", now) from None
    if response.status_code == 400 and position.page_token:
        raise PullRefusedError(Refusal("stale_page", now, "Halaman di YouTube sudah kedaluwarsa, dimulai dari awal."))
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    return _page(response, position, now)


def daily_units(_: str) -> float:
    """Units that may be used in one day."""
    return float(settings.YOUTUBE_DAILY_UNITS)


def day_of(now: datetime) -> str:
    """The day of quota."""
    return f"{now.astimezone(PACIFIC):%Y-%m-%d}"


def _question(account: str, position: Position) -> dict[str, str]:
    question = {
        "part": "snippet,replies",
        "allThreadsRelatedToChannelId": account,
        "order": "time",
        "maxResults": str(LARGEST_PAGE),
        "textFormat": "plainText",
        "key": settings.YOUTUBE_API_KEY,
    }
    return question | ({"pageToken": position.page_token} if position.page_token else {})


def _page(response: httpx.Response, position: Position, now: datetime) -> Page:
    try:
        answer = as_dict(load(response.content))
    except ValueError as error:
        raise TroubleError("YouTube menjawab dengan isi yang tidak terbaca.", now) from error
    items = as_dicts(answer.get("items"))
    times = [at for item in items if (at := _published(item))]
    mark = as_iso_moment(position.high)
    is_last = bool(times) and min(times) < (mark or position.begin_at) - OVERLAP
    newest = max([*times, *([mark] if mark else [])], default=None)
    return Page(
        body=response.content,
        count=len(items),
        next_token="" if is_last else as_id(answer.get("nextPageToken")) or "",
        high=newest.isoformat() if newest else "",
        cost=UNITS,
    )


def _published(item: Json) -> datetime | None:
    comment = as_dict(as_dict(item.get("snippet")).get("topLevelComment"))
    return as_iso_moment(as_dict(comment.get("snippet")).get("publishedAt"))
