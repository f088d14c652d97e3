"""The comments under the city's videos, page by page, newest first (channels.md 2.6)."""

from datetime import datetime, timedelta

from ..pulling import Page, Position
from ..shapes import Json, as_dict, as_dicts, as_id, as_iso_moment
from .asking import UNITS, ask

LARGEST_PAGE = 100
OVERLAP = timedelta(hours=1)  # a comment that waited for approval comes with its older time


def fetch(account: str, position: Position, now: datetime) -> Page:
    """One page of the comments. The list has no beginning to ask for: the page that reaches behind the mark is the
    last one of its round. Raises PullRefusedError."""
    body, answer = ask("commentThreads", _question(account), now, page_token=position.page_token)
    items = as_dicts(answer.get("items"))
    times = [at for item in items if (at := _published(item))]
    mark = as_iso_moment(position.high)
    is_last = bool(times) and min(times) < (mark or position.begin_at) - OVERLAP
    newest = max([*times, *([mark] if mark else [])], default=None)
    return Page(
        body=body,
        count=len(items),
        next_token="" if is_last else as_id(answer.get("nextPageToken")) or "",
        high=newest.isoformat() if newest else "",
        cost=UNITS,
    )


def _question(account: str) -> dict[str, str]:
    return {
        "part": "snippet,replies",
        "allThreadsRelatedToChannelId": account,
        "order": "time",
        "maxResults": str(LARGEST_PAGE),
        "textFormat": "plainText",
    }


def _published(item: Json) -> datetime | None:
    comment = as_dict(as_dict(item.get("snippet")).get("topLevelComment"))
    return as_iso_moment(as_dict(comment.get("snippet")).get("publishedAt"))
