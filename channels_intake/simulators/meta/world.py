"""What the simulated Meta keeps: posts and comments, chats, and how badly it behaves."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

JSON = dict[str, Any]
WINDOW, PRIVATE_DAYS = timedelta(hours=24), timedelta(days=7)


@dataclass(frozen=True)
class Account:
    """What the platform is configured with."""

    page: str = "900000000000777"
    instagram: str = "90000000000000888"
    token: str = "token-meta"  # noqa: S105 - of the simulation
    app_secret: str = "rahasia-meta"  # noqa: S105
    webhook_url: str = ""


@dataclass
class Comment:
    """A comment, or a post: a post has no `post`. `author` is a person's id; `parent` the comment that it answers. What
    `is_elsewhere` names the Page without standing on it."""

    id: str
    channel: str
    author: str
    text: str
    at: datetime
    post: str = ""
    parent: str = ""
    is_hidden: bool = False
    is_elsewhere: bool = False


@dataclass
class Chat:
    """One citizen's chat with the city. `said` are both sides' messages in their order."""

    person: str
    wrote_at: datetime | None = None
    said: list[JSON] = field(default_factory=list)
    is_closed: bool = False  # he receives nothing any more


@dataclass
class Behaviour:
    """`refusals` are given one after another instead of what is asked: status, code and subcode. `lost_answers` are so
    many writes that are done and not answered. `usage` is the per cent that the headers name, `wait_minutes` what they
    tell to wait. Echoes come `before` the answer, `after` it, or `never`."""

    refusals: list[tuple[int, int, int]] = field(default_factory=list)
    lost_answers: int = 0
    usage: int = 1
    wait_minutes: int = 0
    page_size: int = 100
    echoes: str = "before"
    token_expires_at: int = 0  # Unix seconds; 0 is never
    is_token_dead: bool = False


@dataclass
class World:
    """Everything behind one account. `now` is its clock."""

    account: Account
    now: Callable[[], datetime]
    behaviour: Behaviour = field(default_factory=Behaviour)
    written: dict[str, Comment] = field(default_factory=dict)
    chats: dict[tuple[str, str], Chat] = field(default_factory=dict)
    privately_answered: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)  # the paths of all questions
    events: list[JSON] = field(default_factory=list)  # what was or would have been delivered
    lock: threading.RLock = field(default_factory=threading.RLock)
    names: dict[str, str] = field(default_factory=dict)  # of people, by their id
    first_number: int = 1001  # of the names that are given
    token: str = ""  # the one that works now, when the account's was renewed
    _numbers: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.token = self.token or self.account.token
        self._numbers = count(self.first_number)

    def name_of(self, person: str) -> str:
        """What a person is called."""
        return self.names.get(person, f"Warga {person}")

    def own_id(self, channel: str) -> str:
        """The city's own id on a channel."""
        return self.account.page if channel == "facebook" else self.account.instagram

    def posts_of(self, channel: str) -> list[Comment]:
        """Everything on a channel that is no comment, oldest first."""
        return [item for item in self.written.values() if item.channel == channel and not item.post]

    def post(self, channel: str, text: str, *, author: str = "", at: datetime | None = None) -> Comment:
        """A post of the city, or a visitor's."""
        number = next(self._numbers)
        name = f"{self.account.page}_{number}" if channel == "facebook" else f"1800{number}"
        return self._keep(Comment(name, channel, author or self.own_id(channel), text, at or self.now()))

    def tag(self, text: str, *, author: str = "6001", at: datetime | None = None) -> Comment:
        """Somebody names the Page in a post of his own."""
        name = f"{author}_{next(self._numbers)}"
        return self._keep(Comment(name, "facebook", author, text, at or self.now(), is_elsewhere=True))

    def comment(
        self, post: str, text: str, *, author: str = "5001", parent: str = "", at: datetime | None = None
    ) -> Comment:
        """A comment under a post. Raises KeyError for a post that does not exist."""
        channel, number = self.written[post].channel, next(self._numbers)
        name = f"{post.rpartition('_')[2]}_{number}" if channel == "facebook" else f"1790{number}"
        return self._keep(Comment(name, channel, author, text, at or self.now(), post, parent))

    def chat(self, channel: str, person: str) -> Chat:
        """The chat with this person, begun if it is new."""
        with self.lock:
            return self.chats.setdefault((channel, person), Chat(person))

    def say(self, channel: str, person: str, sender: str, message: JSON) -> JSON:
        """One message in a chat, from either side; as it is kept."""
        kept = {"mid": f"m_{next(self._numbers)}", "from": sender, "at": self.now(), **message}
        chat = self.chat(channel, person)
        with self.lock:
            chat.said.append(kept)
        if sender == person:
            chat.wrote_at = self.now()
        return kept

    def _keep(self, written: Comment) -> Comment:
        with self.lock:
            self.written[written.id] = written
        return written
