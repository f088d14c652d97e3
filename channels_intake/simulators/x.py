"""A simulated X in wire format (channels.md 2.4): mentions page by page, answers, tokens, limits and faults."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from . import x_desk
from .feed import Comment, Feed, Post
from .speaking import Answer, Question, SpeakingServer

EPOCH_MS, SNOWFLAKE_BITS = 1_288_834_974_657, 22
LIMIT, POST_LIMIT = 300, 100  # questions and posts in a quarter of an hour
WINDOW_SECONDS = 900
TOKEN_SECONDS = 7200
SCOPE = "tweet.read tweet.write users.read offline.access"
POSTS = (
    "Layanan aduan kota buka setiap hari. Sebut akun ini, tulis tempatnya, lampirkan foto.",
    "Pengaspalan Jalan Ahmad Yani berlangsung pekan ini. Hati-hati di jalan.",
)
UNCALLED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author "
    "of the post you are replying to."
)
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."


def utc_now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


@dataclass
class XSimulator:
    """One account with its mentions and what it said.

    `refusal` is given instead of pages, `post_refusal` instead of posts. `drops` so many posts stand although no answer
    comes. `remaining` and `posts_left` are what the present quarter of an hour has left. Of the authors in `hidden` an
    answer says nothing but an error beside the posts. `refresh_token` changes with each renewal, and the former one is
    dead then.
    """

    account: str
    token: str
    page_size: int = 100
    handle: str = "kota_uji"
    posts: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    refusal: Answer | None = None
    post_refusal: Answer | None = None
    drops: int = 0
    hidden: set[str] = field(default_factory=set)
    remaining: int = LIMIT
    posts_left: int = POST_LIMIT
    client: tuple[str, str] = ("klien", "rahasia-klien")
    refresh_token: str = ""
    asked: list[Mapping[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of authors, by their id
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._window_ends = self._token_ends = 0.0
        self.feed = Feed([Post(self._name(self.now()), text) for text in POSTS])

    def write(self, text: str, at: datetime, *, author: str = "51001", number: int = 0, **facts: Any) -> str:
        """A citizen mentions the account; returns the post's id, which grows with its time."""
        name = self._name(at, number)
        created = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
        post = {"id": name, "text": text, "author_id": author, "created_at": created, "conversation_id": name}
        self.posts.append(post | {"edit_history_tweet_ids": [name]} | facts)
        return name

    def edit(self, name: str, text: str, at: datetime) -> str:
        """A citizen changes his post: a new one whose history names the former ones."""
        former = next(post for post in self.posts if post["id"] == name)
        self.posts.remove(former)
        new = self.write(text, at, author=former["author_id"], number=next(self._numbers) % 4096)
        self.posts[-1]["edit_history_tweet_ids"] = [*former["edit_history_tweet_ids"], new]
        return new

    def delete(self, name: str) -> None:
        """A citizen deletes his post."""
        self.posts = [post for post in self.posts if post["id"] != name]

    def comment(self, post: Post, person: str, text: str) -> str:
        """A citizen answers one of the city's posts, which names the account by itself."""
        author = str(51_000_000 + sum(ord(letter) * 31**place for place, letter in enumerate(person)) % 10**6)
        self.names[author] = person
        at, answered = self.now(), [{"type": "replied_to", "id": post.id}]
        name = self.write(
            f"@{self.handle} {text}",
            at,
            author=author,
            number=next(self._numbers) % 4096,
            referenced_tweets=answered,
            conversation_id=post.id,
        )
        self.feed.add_comment(post, Comment(name, person, text, at.isoformat()))
        return name

    def serve(self, port: int = 0) -> SpeakingServer:
        """The server, to be entered."""
        return SpeakingServer(self.reply, port=port)

    def reply(self, question: Question) -> Answer | None:
        """What X says to a request; None when the connection breaks."""
        if question.path.startswith("/control/"):
            return self._control(question)
        if (question.method, question.path) == ("POST", "/2/oauth2/token"):
            return self._renew(question)
        if question.method == "GET":
            self.asked.append(question.query)
        is_over = self._token_ends and self.now().timestamp() >= self._token_ends
        if question.bearer != self.token or is_over:
            return 401, {}, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
        if (question.method, question.path) == ("POST", "/2/tweets"):
            return self._say(question.values)
        return self._mentions(question)

    def _mentions(self, question: Question) -> Answer:
        if self.refusal:
            return self.refusal
        if question.path == "/2/tweets":
            return 200, {}, self._look_up(question.query["ids"].split(","))
        if question.path != f"/2/users/{self.account}/mentions":
            return 404, {}, {"title": "Not Found", "status": 404}
        self._begin_window()
        if self.remaining <= 0:
            return self._too_many(LIMIT)
        self.remaining -= 1
        return 200, self._limits(LIMIT, self.remaining), self._page(question.query)

    def _begin_window(self) -> None:
        """A new quarter of an hour, when the former one is over; the first begins with the first question."""
        seconds = self.now().timestamp()
        if self._window_ends and seconds >= self._window_ends:
            self.remaining, self.posts_left = LIMIT, POST_LIMIT
        if seconds >= self._window_ends:
            self._window_ends = seconds + WINDOW_SECONDS

    def _limits(self, limit: int, left: int) -> dict[str, str]:
        counted = {"x-rate-limit-limit": str(limit), "x-rate-limit-remaining": str(left)}
        return counted | {"x-rate-limit-reset": str(int(self._window_ends))}

    def _too_many(self, limit: int) -> Answer:
        problem = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
        return 429, self._limits(limit, 0), problem

    def _page(self, query: Mapping[str, str]) -> dict[str, Any]:
        since, start = int(query.get("since_id", 0)), query.get("start_time", "")
        # A page goes on below its token: what was written meanwhile does not shift it.
        below = int(query.get("pagination_token", 2**63))
        wanted = [post for post in self.posts if since < int(post["id"]) < below and post["created_at"] >= start]
        wanted.sort(key=lambda post: int(post["id"]), reverse=True)
        page = wanted[: min(self.page_size, int(query["max_results"]))]
        meta: dict[str, Any] = {"result_count": len(page)}
        if not page:
            return {"meta": meta}
        meta |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if len(wanted) > len(page):
            meta["next_token"] = page[-1]["id"]
        authors = sorted({post["author_id"] for post in page})
        users = [self._user(name) for name in authors if name not in self.hidden]
        errors = [_missing(name) for name in authors if name in self.hidden]
        return {"data": page, "includes": {"users": users}, "meta": meta} | ({"errors": errors} if errors else {})

    def _look_up(self, names: list[str]) -> dict[str, Any]:
        # A former version stands as long as its post does.
        found = [post | {"id": name} for name in names for post in self.posts if name in post["edit_history_tweet_ids"]]
        gone = sorted(set(names) - {post["id"] for post in found})
        errors = [_missing(name, "tweet") for name in gone]
        return ({"data": found} if found else {}) | ({"errors": errors} if errors else {})

    def _user(self, name: str) -> dict[str, str]:
        person = self.names.get(name)
        return {"id": name, "username": f"warga{name}"} | ({"name": person} if person else {})

    def _say(self, values: Mapping[str, Any]) -> Answer | None:
        text, to = str(values.get("text", "")), str(values.get("reply", {}).get("in_reply_to_tweet_id", ""))
        if refused := self.post_refusal or self._why_not(text, to):
            return refused
        self.posts_left -= 1
        at = self.now()
        name = self._name(at, next(self._numbers) % 4096)
        self.said.append({"id": name, "text": text, "to": to})
        self.feed.add_answer(to, text, at)
        if self.drops:
            self.drops -= 1
            return None
        post = {"id": name, "text": text, "edit_history_tweet_ids": [name]}
        return 201, self._limits(POST_LIMIT, self.posts_left), {"data": post}

    def _why_not(self, text: str, to: str) -> Answer | None:
        """What X has against this answer."""
        self._begin_window()
        answered = next((post for post in self.posts if post["id"] == to), None)
        if self.posts_left <= 0:
            return self._too_many(POST_LIMIT)
        if any(item["text"] == text and item["to"] == to for item in self.said):
            return _forbidden(DUPLICATE)
        if answered is None:
            return _forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
        return None if f"@{self.handle}" in answered["text"] else _forbidden(UNCALLED)

    def _renew(self, question: Question) -> Answer:
        proof = "Basic " + base64.b64encode(":".join(self.client).encode()).decode()
        values = question.values
        if question.headers.get("authorization") != proof:
            return 401, {}, {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}
        if not self.refresh_token or values.get("refresh_token") != self.refresh_token:
            return 400, {}, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
        number = next(self._numbers)
        self.token, self.refresh_token = f"akses-{number}", f"penyegar-{number}"
        self._token_ends = self.now().timestamp() + TOKEN_SECONDS
        tokens = {"access_token": self.token, "refresh_token": self.refresh_token}
        return 200, {}, {"token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": SCOPE} | tokens

    def next_number(self) -> int:
        """The low part of a post's id, of 4096."""
        return next(self._numbers) % 4096

    def _control(self, question: Question) -> Answer:
        if question.path.endswith(("/acts", "/troubles")):
            return (x_desk.act if question.path.endswith("/acts") else x_desk.set_trouble)(self, question)
        if question.method == "GET":
            return 200, {}, {"posts": self.feed.show()}
        values = question.values
        post = self.feed.find_post(str(values.get("post")))
        if post is None:
            return 404, {}, {"error": "Kiriman itu tidak ada."}
        return 200, {}, {"id": self.comment(post, str(values["person"]), str(values["text"]))}

    def _name(self, at: datetime, number: int = 0) -> str:
        milliseconds = int(at.timestamp() * 1000) - EPOCH_MS
        return str((milliseconds << SNOWFLAKE_BITS) + (number or next(self._numbers) % 4096))


def _forbidden(detail: str) -> Answer:
    return 403, {}, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": detail}


def _missing(name: str, what: str = "user") -> dict[str, str]:
    """An error beside a whole answer: it is deleted, suspended or protected."""
    kind = "https://api.twitter.com/2/problems/resource-not-found"
    return {"title": "Not Found Error", "type": kind, "resource_type": what, "resource_id": name, "value": name}
