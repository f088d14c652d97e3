"""A simulated X as far as mentions are asked for: newest first, page by page, with rate limits (channels.md 2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .listening import Answer, ListeningServer

EPOCH_MS, SNOWFLAKE_BITS = 1_288_834_974_657, 22


@dataclass
class XSimulator:
    """One account with its mentions. `refusal` is given instead of the next pages; `page_size` is the largest page."""

    account: str
    token: str
    page_size: int = 100
    posts: list[dict[str, Any]] = field(default_factory=list)
    refusal: Answer | None = None
    remaining: int = 300
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def write(self, text: str, at: datetime, *, author: str = "51001", number: int = 0) -> str:
        """A citizen mentions the account; returns the post's id, which grows with its time."""
        milliseconds = int(at.timestamp() * 1000) - EPOCH_MS
        name = str((milliseconds << SNOWFLAKE_BITS) + number)
        created = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
        post = {"id": name, "text": text, "author_id": author, "created_at": created, "conversation_id": name}
        self.posts.append(post | {"edit_history_tweet_ids": [name]})
        return name

    def serve(self) -> ListeningServer:
        """The server, to be entered."""
        return ListeningServer(self._ask)

    def _ask(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        self.asked.append(query)
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, {"title": "Unauthorized", "status": 401}
        if self.refusal:
            return self.refusal
        if path != f"/2/users/{self.account}/mentions":
            return 404, {}, {"title": "Not Found", "status": 404}
        return 200, {"x-rate-limit-remaining": str(self.remaining)}, self._page(query)

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
        users = [{"id": name, "username": f"warga{name}"} for name in sorted({post["author_id"] for post in page})]
        return {"data": page, "includes": {"users": users}, "meta": meta}
