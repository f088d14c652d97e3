"""A simulated YouTube in wire format (channels.md 2.6): comments page by page, answers, quota, tokens and faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from .feed import Comment, Feed, Post
from .speaking import Answer, Question, SpeakingServer
from .x import utc_now

PAGE_UNITS, ANSWER_UNITS = 1, 50
TOKEN_SECONDS = 3599
FILMS = ("Cara mengadu ke Pemerintah Kota", "Kabar kota pekan ini: taman, jalan, dan air bersih")


@dataclass
class YouTubeSimulator:
    """One channel with its comments and what it answered. Page tokens are places in the list, so that a new comment
    shifts the pages.

    `refusal` is given instead of pages, `post_refusal` instead of answers; `drops` so many stand although no answer
    comes. `name_stem` sets the ids of comments of this start apart from those of the former ones.
    """

    channel: str
    key: str
    page_size: int = 100
    comments: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    quota_left: int = 10_000
    refusal: Answer | None = None
    post_refusal: Answer | None = None
    drops: int = 0
    token: str = ""
    client: tuple[str, str] = ("klien", "rahasia-klien")
    refresh_token: str = ""
    asked: list[Mapping[str, str]] = field(default_factory=list)
    now: Callable[[], datetime] = utc_now
    name_stem: str = "Ug"

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.feed = Feed([Post(f"vid{number}", title) for number, title in enumerate(FILMS, 1)])

    def write(self, name: str, text: str, at: datetime, *, person: str = "", film: str = "vid1") -> None:
        """A citizen comments under one of the channel's videos."""
        author = {"authorChannelId": {"value": f"UC{person or 'sari'}"}}
        shown = {"authorDisplayName": f"@{person}"} if person else {}
        comment = _comment(name, {"videoId": film, "textOriginal": text} | author | shown, at)
        self.comments.insert(0, {"id": name, "snippet": {"topLevelComment": comment}})

    def comment(self, post: Post, person: str, text: str) -> str:
        """A citizen comments under a film."""
        name, at = f"{self.name_stem}{next(self._numbers)}", self.now()
        self.write(name, text, at, person=person, film=post.id)
        self.feed.add_comment(post, Comment(name, person, text, at.isoformat()))
        return name

    def serve(self, port: int = 0) -> SpeakingServer:
        """The server, to be entered."""
        return SpeakingServer(self.reply, port=port)

    def reply(self, question: Question) -> Answer | None:
        """What YouTube says to a request; None when the connection breaks."""
        if question.path.startswith("/control/"):
            return self._control(question)
        if question.path == "/token":
            return self._renew(question.values)
        if question.path.endswith("/comments"):
            return self._say(question)
        if not question.path.endswith("/commentThreads"):
            return self._films(question.path, question.query)
        return self._threads(question.query)

    def _films(self, path: str, query: Mapping[str, str]) -> Answer:
        """The channel's list of uploads, and what is in it."""
        if query.get("key") != self.key:
            return _refusal(400, "keyInvalid")
        if self.quota_left < PAGE_UNITS:
            return _refusal(403, "quotaExceeded")
        self.quota_left -= PAGE_UNITS
        if path.endswith("/channels"):
            return 200, {}, {"items": [{"contentDetails": {"relatedPlaylists": {"uploads": f"UU{self.channel[2:]}"}}}]}
        films = [_film(post) for post in self.feed.posts]
        first, size = int(query.get("pageToken", 0)), min(self.page_size, int(query["maxResults"]))
        page: dict[str, Any] = {"items": films[first : first + size]}
        return 200, {}, page | ({"nextPageToken": str(first + size)} if first + size < len(films) else {})

    def _threads(self, query: Mapping[str, str]) -> Answer:
        self.asked.append(query)
        if self.refusal:
            return self.refusal
        if query.get("key") != self.key:
            return _refusal(400, "keyInvalid")
        if self.quota_left < PAGE_UNITS:
            return _refusal(403, "quotaExceeded")
        self.quota_left -= PAGE_UNITS
        first = int(query.get("pageToken", 0))
        if first > len(self.comments):
            return _refusal(400, "processingFailure")
        last = first + min(self.page_size, int(query["maxResults"]))
        page: dict[str, Any] = {"items": self.comments[first:last]}
        return 200, {}, page | ({"nextPageToken": str(last)} if last < len(self.comments) else {})

    def _say(self, question: Question) -> Answer | None:
        if not self.token or question.bearer != self.token:
            return _refusal(401, "authError")
        if self.post_refusal:
            return self.post_refusal
        if self.quota_left < ANSWER_UNITS:
            return _refusal(403, "quotaExceeded")
        self.quota_left -= ANSWER_UNITS
        facts = question.values["snippet"]
        thread = next((item for item in self.comments if item["id"] == facts["parentId"]), None)
        if thread is None:
            return _refusal(404, "parentCommentNotFound")
        at, name = self.now(), f"{thread['id']}.{next(self._numbers)}"
        written = {"parentId": thread["id"], "textOriginal": facts["textOriginal"]}
        answer = _comment(name, written | {"authorChannelId": {"value": self.channel}}, at)
        thread.setdefault("replies", {"comments": []})["comments"].append(answer)
        self.said.append({"id": name, "text": facts["textOriginal"], "to": thread["id"]})
        self.feed.add_answer(thread["id"], facts["textOriginal"], at)
        if self.drops:
            self.drops -= 1
            return None
        return 200, {}, {"kind": "youtube#comment"} | answer

    def _renew(self, values: Mapping[str, Any]) -> Answer:
        if (values.get("client_id"), values.get("client_secret")) != self.client:
            return 401, {}, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
        if not self.refresh_token or values.get("refresh_token") != self.refresh_token:
            return 400, {}, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        self.token = self.token or f"akses-{next(self._numbers)}"  # one that still works is given again
        return 200, {}, {"access_token": self.token, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}

    def _control(self, question: Question) -> Answer:
        if question.method == "GET":
            return 200, {}, {"posts": self.feed.show()}
        values = question.values
        if question.path.endswith("/troubles"):
            self.refusal = (503, {}, {"error": {"code": 503}}) if values["name"] == "down" else None
            return 200, {}, {}
        post = self.feed.find_post(str(values.get("post")))
        if post is None:
            return 404, {}, {"error": "Film itu tidak ada."}
        return 200, {}, {"id": self.comment(post, str(values["person"]), str(values["text"]))}


def _comment(name: str, facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    written = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"id": name, "snippet": {**facts, "publishedAt": written, "updatedAt": written}}


def _film(post: Post) -> dict[str, Any]:
    facts = {"title": post.text, "publishedAt": "2026-01-05T02:00:00Z", "resourceId": {"videoId": post.id}}
    return {"id": f"UU{post.id}", "snippet": facts}


def _refusal(status: int, reason: str) -> Answer:
    return status, {}, {"error": {"code": status, "errors": [{"reason": reason}]}}
