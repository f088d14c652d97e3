"""The titles of the city's videos, for officers to see what was commented on (channels.md 2.6).

A round first asks which list holds the channel's uploads, then reads that list, newest first, down to what is known.
"""

import json
from datetime import datetime, timedelta

from ..pulling import Page, Position, TroubleError
from ..shapes import Json, as_dict, as_dicts, as_id, as_iso_moment
from .asking import UNITS, ask

LARGEST_PAGE = 50
EVERY = timedelta(hours=1)  # a title is wanted when somebody comments, and two pages an hour cost 48 units a day


def fetch(account: str, position: Position, now: datetime) -> Page:
    """The list's name, or one page of it. Raises PullRefusedError."""
    if not position.page_token:
        body, answer = ask("channels", {"part": "contentDetails", "id": account}, now)
        return Page(body=body, count=0, next_token=_write(_uploads_of(answer, now), ""), cost=UNITS)
    uploads, token = json.loads(position.page_token)
    question = {"part": "snippet", "playlistId": uploads, "maxResults": str(LARGEST_PAGE)}
    body, answer = ask("playlistItems", question, now, page_token=token)
    items, mark = as_dicts(answer.get("items")), as_iso_moment(position.high)
    times = [at for item in items if (at := as_iso_moment(as_dict(item.get("snippet")).get("publishedAt")))]
    following = as_id(answer.get("nextPageToken")) or ""
    is_last = not following or bool(mark and times and min(times) < mark)
    newest = max([*times, *([mark] if mark else [])], default=None)
    return Page(
        body=body,
        count=sum(mark is None or at > mark for at in times),
        next_token="" if is_last else _write(uploads, following),
        high=newest.isoformat() if newest else "",
        cost=UNITS,
        next_allowed_at=now + EVERY if is_last else None,
    )


def _uploads_of(answer: Json, now: datetime) -> str:
    channel = next(iter(as_dicts(answer.get("items"))), {})
    lists = as_dict(as_dict(channel.get("contentDetails")).get("relatedPlaylists"))
    uploads = as_id(lists.get("uploads"))
    if not uploads:
        raise TroubleError("YouTube tidak menyebut daftar video kanal kota.", now)
    return uploads


def _write(uploads: str, token: str) -> str:
    return json.dumps([uploads, token])
