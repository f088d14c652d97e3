"""What people see in public: the city's posts, the citizens' comments below, and the city's answers to those."""

import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

MOST_COMMENTS = 500  # kept in memory; the oldest go first


@dataclass
class Comment:
    """A citizen's words below a post. `answers` are the city's, each with its text and time."""

    id: str
    author: str
    text: str
    at: str
    answers: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Post:
    """What the city published: `text` of a post, or title of a film."""

    id: str
    text: str
    comments: list[Comment] = field(default_factory=list)


class Feed:
    """The posts of one account."""

    def __init__(self, posts: list[Post]) -> None:
        self.posts = posts
        self._lock = threading.Lock()

    def find_post(self, name: str) -> Post | None:
        """The post of that id."""
        return next((post for post in self.posts if post.id == name), None)

    def add_comment(self, post: Post, comment: Comment) -> None:
        """Puts a citizen's words below a post."""
        with self._lock:
            post.comments.append(comment)
            del post.comments[:-MOST_COMMENTS]

    def add_answer(self, to: str, text: str, at: datetime) -> None:
        """Puts the city's words below the comment of that id; nowhere when it stands below none of these posts."""
        for post in self.posts:
            for comment in post.comments:
                if comment.id == to:
                    comment.answers.append({"text": text, "at": at.isoformat()})

    def show(self) -> list[dict[str, Any]]:
        """The posts with everything below them."""
        with self._lock:
            return [asdict(post) for post in self.posts]
