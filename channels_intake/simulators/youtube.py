"""A simulated YouTube as far as comments are asked for: newest first, by place in the list (channels.md 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .listening import Answer, ListeningServer


@dataclass
class YouTubeSimulator:
    """One channel with its comments. Page tokens are places in the list, so that a new comment shifts the pages."""

    channel: str
    key: str
    page_size: int = 100
    comments: list[dict[str, Any]] = field(default_factory=list)
    quota_left: int = 10_000
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def write(self, name: str, text: str, at: datetime) -> None:
        """A citizen comments under one of the channel's videos."""
        written = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        facts = {"videoId": "vid1", "textOriginal": text, "authorChannelId": {"value": "UCsari"}}
        comment = {"id": name, "snippet": facts | {"publishedAt": written, "updatedAt": written}}
        self.comments.insert(0, {"id": name, "snippet": {"topLevelComment": comment}})

    def serve(self) -> ListeningServer:
        """The server, to be entered."""
        return ListeningServer(self._ask)

    def _ask(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        self.asked.append(query)
        if query.get("key") != self.key:
            return 400, {}, _refusal(400, "keyInvalid")
        if self.quota_left <= 0:
            return 403, {}, _refusal(403, "quotaExceeded")
        self.quota_left -= 1
        first = int(query.get("pageToken", 0))
        if first > len(self.comments):
            return 400, {}, _refusal(400, "processingFailure")
        last = first + min(self.page_size, int(query["maxResults"]))
        page: dict[str, Any] = {"items": self.comments[first:last]}
        return 200, {}, page | ({"nextPageToken": str(last)} if last < len(self.comments) else {})


def _refusal(status: int, reason: str) -> dict[str, Any]:
    return {"error": {"code": status, "errors": [{"reason": reason}]}}
