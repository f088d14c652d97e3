"""Asking for what was written in public, page by page: posts with their newest comments, and where a post has more, the
rest of them (channels.md 2.2 and 2.3).

Where the Page was named elsewhere is a list of posts alone: the round goes back to what is here already, because the
comments there are not the city's to read.

A round goes through the posts of the last REACH. Within it the page token holds what is still to be asked: posts whose
comments go on, and then the next page of posts.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from bontang_pengaduan.lib import http

from ..pulling import Page, Position, PullRefusedError, Refusal, TroubleError, judge, usage_pause
from ..shapes import Json, as_dict, as_dicts, as_id, as_iso_moment, load
from .access import access_to

REACH = timedelta(days=30)  # an older post gets its comments by the webhook alone
OVERLAP = timedelta(hours=1)  # what was held back for review comes with its older time; what comes twice is taken once
POSTS, NESTED, COMMENTS = 25, 50, 100  # of one page
GONE = 100  # Meta's code for a post that was deleted meanwhile, and for a page token that it forgot


@dataclass(frozen=True)
class Listing:
    """How the public words of one channel are asked for. `at` is the part of an item that holds its time."""

    channel: str
    stream: str
    at: str
    fields: str
    comment_fields: str = ""  # without them the comments below are not asked for
    order: str = ""

    def posts_asked(self, after: str) -> dict[str, str]:
        """The question for a page of posts."""
        if not self.comment_fields:
            return _question(self.fields, POSTS, after)
        nested = f"comments{self.order}.limit({NESTED}){{{self.comment_fields}}}"
        return _question(f"{self.fields},{nested}", POSTS, after)

    def comments_asked(self, after: str) -> dict[str, str]:
        """The question for a page of one post's comments."""
        return _question(self.comment_fields, COMMENTS, after) | dict(_ORDERED if self.order else {})


@dataclass(frozen=True)
class Place:
    """What a round has still to ask: posts with the cursor of their comments, then the posts behind `after`."""

    posts: tuple[tuple[str, str], ...] = ()
    after: str = ""

    def write(self) -> str:
        """As a page token; empty when nothing is left."""
        return json.dumps([self.posts, self.after]) if self.posts or self.after else ""


_ORDERED = {"filter": "stream", "order": "reverse_chronological"}
FACEBOOK = Listing(
    channel="facebook",
    stream="feed",
    at="created_time",
    fields="id,message,from,created_time,updated_time,permalink_url,attachments{media_type,media}",
    comment_fields="id,message,from,created_time,parent{id},attachment{type,media},is_hidden,permalink_url",
    order=".filter(stream).order(reverse_chronological)",
)
TAGGED = Listing(channel="facebook", stream="tagged", at="created_time", fields="id,message,from,created_time")
INSTAGRAM = Listing(
    channel="instagram",
    stream="media",
    at="timestamp",
    fields="id,timestamp,caption,comments_count",
    comment_fields="id,text,timestamp,username,from,parent_id,replies{id,text,timestamp,username,from,parent_id}",
)


def fetch_facebook(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of the Page's feed, of one post's comments, or of the Page's mentions. Raises PullRefusedError."""
    return _fetch(TAGGED if stream == TAGGED.stream else FACEBOOK, account, position, now)


def fetch_instagram(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of the account's posts or of one post's comments. Raises PullRefusedError."""
    return _fetch(INSTAGRAM, account, position, now)


def read_place(token: str) -> Place:
    """The page token as it was written; the beginning of a round when there is none."""
    if not token:
        return Place()
    posts, after = json.loads(token)
    return Place(tuple((name, cursor) for name, cursor in posts), after)


def _fetch(listing: Listing, account: str, position: Position, now: datetime) -> Page:
    place = read_place(position.page_token)
    if place.posts:
        return _comments(listing, place, position, now)
    response = _ask(listing, f"{account}/{listing.stream}", listing.posts_asked(place.after), now)
    if _error_code(response) == GONE and place.after:
        raise PullRefusedError(Refusal("stale_page", now, "Halaman di Meta sudah kedaluwarsa, dimulai dari awal."))
    answer = _accepted(listing, response, now)
    posts, floor = as_dicts(answer.get("data")), _floor(position)
    unread = [(as_id(post.get("id")) or "", _deeper(listing, post, floor)) for post in posts]
    deeper = tuple((post, after) for post, after in unread if post and after)
    # New comments stand below old posts too; a list without them is over where it is known.
    goes_on = _reaches(listing, posts, now - REACH if listing.comment_fields else floor)
    following = _next(answer) if goes_on else ""
    left = Place(deeper, following)
    items = [*posts, *(comment for post in posts for comment in _nested(post))]
    return _page(listing, response, items, position, left, listing.stream, now)


def _comments(listing: Listing, place: Place, position: Position, now: datetime) -> Page:
    (post, after), *others = place.posts
    response = _ask(listing, f"{post}/comments", listing.comments_asked(after), now)
    rest = Place(tuple(others), place.after)
    if _error_code(response) == GONE:
        # The post was deleted between two pages: the others go on.
        return Page(response.content, 0, next_token=rest.write(), high=position.high)
    answer = _accepted(listing, response, now)
    comments = as_dicts(answer.get("data"))
    following = _next(answer) if _reaches(listing, comments, _floor(position)) else ""
    left = Place(((post, following), *others), place.after) if following else rest
    return _page(listing, response, comments, position, left, f"comments:{post}", now)


def _ask(listing: Listing, path: str, question: dict[str, str], now: datetime) -> httpx.Response:
    access = access_to(listing.channel)
    try:
        return http.request("GET", f"{access.base}/{path}", token=access.token, params=question)
    except httpx.HTTPError as error:
        raise TroubleError(f"{access.label} tidak terjangkau.", now) from error


def _accepted(listing: Listing, response: httpx.Response, now: datetime) -> Json:
    answer = _json(response)
    if response.is_success and answer and "error" not in answer:
        return answer
    if response.is_success:
        raise TroubleError(f"{access_to(listing.channel).label} menjawab dengan isi yang tidak terbaca.", now)
    refusal = judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
    raise PullRefusedError(refusal)


def _page(
    listing: Listing,
    response: httpx.Response,
    items: list[Json],
    position: Position,
    left: Place,
    stream: str,
    now: datetime,
) -> Page:
    times = [at for item in items if (at := as_iso_moment(item.get(listing.at)))]
    newest = max([*times, *_mark(position)], default=None)
    known_until = max([position.begin_at, *_mark(position)])
    return Page(
        body=response.content,
        # A page without anything new is not kept: a quiet Page is asked four times an hour.
        count=sum(at > known_until or at >= now - OVERLAP for at in times),
        next_token=left.write(),
        high=newest.isoformat() if newest else "",
        next_allowed_at=usage_pause(response.headers, now),
        stream=stream,
    )


def _mark(position: Position) -> Iterator[datetime]:
    if mark := as_iso_moment(position.high):
        yield mark


def _floor(position: Position) -> datetime:
    """What was written before it is here already."""
    return max([position.begin_at, *_mark(position)]) - OVERLAP


def _deeper(listing: Listing, post: Json, floor: datetime) -> str:
    """The cursor behind the comments that came with the post, when older ones may be new as well."""
    comments = as_dict(post.get("comments"))
    return _next(comments) if _reaches(listing, _nested(post), floor) else ""


def _reaches(listing: Listing, comments: list[Json], floor: datetime) -> bool:
    """Whether all of them are newer than the floor. An empty page may have another behind it."""
    times = [at for comment in comments if (at := as_iso_moment(comment.get(listing.at)))]
    return not times or min(times) >= floor


def _nested(post: Json) -> list[Json]:
    return as_dicts(as_dict(post.get("comments")).get("data"))


def _next(answer: Json) -> str:
    """The cursor of the following page; `next` tells whether there is one, a short page does not."""
    paging = as_dict(answer.get("paging"))
    return (as_id(as_dict(paging.get("cursors")).get("after")) or "") if paging.get("next") else ""


def _question(fields: str, limit: int, after: str) -> dict[str, str]:
    return {"fields": fields, "limit": str(limit)} | ({"after": after} if after else {})


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(load(response.content))
    except (ValueError, RecursionError):
        return {}


def _error_code(response: httpx.Response) -> object:
    return as_dict(_json(response).get("error")).get("code")
