"""What the simulated Telegram keeps: chats, updates that wait to be confirmed, files, and how badly it behaves."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

JSON = dict[str, Any]


@dataclass
class Chat:
    """One citizen's chat with the bot. `said` are both sides' messages in their order."""

    id: int
    first_name: str
    username: str
    is_blocked: bool = False
    said: list[JSON] = field(default_factory=list)

    @property
    def person(self) -> JSON:
        """The citizen as an update names him."""
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "username": self.username}

    @property
    def place(self) -> JSON:
        """The chat as an update names it."""
        return {"id": self.id, "type": "private", "first_name": self.first_name, "username": self.username}


@dataclass
class Bot:
    """The bot and all that it was told. `refuse_sends` answers so many sends with 429."""

    token: str
    now: Callable[[], datetime]
    webhook_url: str = ""
    secret: str = ""
    refuse_sends: int = 0
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[JSON] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    taps: dict[str, bool] = field(default_factory=dict)  # by the query's id: whether it was answered
    lock: threading.RLock = field(default_factory=threading.RLock)
    first_number: int = 1  # above all that were given before a new start, or its messages are taken for old ones

    def __post_init__(self) -> None:
        self._numbers = count(self.first_number)

    def chat(self, number: int, first_name: str = "Warga", username: str = "") -> Chat:
        """The citizen's chat, made when it is new."""
        with self.lock:
            return self.chats.setdefault(number, Chat(number, first_name, username or f"warga{number}"))

    def number(self) -> int:
        """The next number of a message, an update or a file."""
        with self.lock:
            return int(next(self._numbers))

    def seconds(self) -> int:
        """Its clock, in Unix seconds."""
        return int(self.now().timestamp())

    def add_update(self, kind: str, body: JSON) -> JSON:
        """An update that waits: for the webhook, or for the next question."""
        with self.lock:
            update = {"update_id": 900_000 + self.number(), kind: body}
            self.updates.append(update)
            return update

    def confirm(self, below: int) -> None:
        """Forgets the updates before that number: an offset confirms them."""
        with self.lock:
            self.updates = [update for update in self.updates if update["update_id"] >= below]
