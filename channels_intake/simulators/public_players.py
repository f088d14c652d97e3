"""The people of a scenario on each channel: by the control side of its simulator, over HTTP only."""

from collections.abc import Mapping
from typing import Any, ClassVar

import httpx

from bontang_pengaduan.lib import http

from .remote import RefusedError, SimulatorDownError

TIMEOUT_SECONDS = 30.0
JSON = dict[str, Any]
WRITING = frozenset({"complaint", "talk"})


class Player:
    """People on one channel. `kinds` are the acts that its provider tells of, `troubles` what it can do, each with the
    control address and the values. Every act raises SimulatorDownError and RefusedError."""

    kinds: ClassVar[frozenset[str]] = WRITING
    troubles: ClassVar[Mapping[str, tuple[str, JSON]]] = {}

    def __init__(self, control: str) -> None:
        self.control = control

    def write(self, person: int, text: str) -> str:
        """Words of a person; their id as the product knows it."""
        raise NotImplementedError

    def tag(self, person: int, text: str) -> str:
        """Words elsewhere that name the account; their id."""
        return self.write(person, text)

    def edit(self, name: str, text: str) -> str:
        """Other words in place of those; the id under which they stand now."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Those words are gone."""
        raise NotImplementedError

    def make_trouble(self, name: str) -> bool:
        """Has the provider do that from now on; whether it can."""
        if name not in self.troubles:
            return False
        path, values = self.troubles[name]
        self._ask("POST", path, values)
        return True

    def _ask(self, method: str, path: str, values: JSON | None = None) -> JSON:
        try:
            answer = http.request(method, f"{self.control}/{path}", timeout=TIMEOUT_SECONDS, json=values)
        except httpx.HTTPError as error:
            raise SimulatorDownError(self.control) from error
        if not answer.is_success:
            raise RefusedError(f"{path}: {answer.status_code}")
        told: JSON = answer.json()
        return told


def _named(*names: str) -> dict[str, tuple[str, JSON]]:
    return {name: ("troubles", {"name": name}) for name in names}


class InstagramPlayer(Player):
    """Comments below the newest post; who answers with a like is not told."""

    troubles = {
        "usage": ("behaviour", {"usage": 96, "wait_minutes": 1}),
        "limited": ("behaviour", {"refusals": [[400, 4, 0]] * 3}),
        "expired": ("behaviour", {"is_token_dead": True}),
        "calm": ("behaviour", {"usage": 1, "wait_minutes": 0, "refusals": [], "is_token_dead": False}),
    }
    channel = "instagram"

    def write(self, person: int, text: str) -> str:
        post = self._ask_feed()[0]["id"]
        return self._act(type="comment", post=post, author=str(5_000_000 + person), text=text)

    def _act(self, **values: Any) -> str:
        return str(self._ask("POST", "acts", values)["id"])

    def _ask_feed(self) -> list[JSON]:
        root = self.control.removesuffix("/control")
        posts: list[JSON] = type(self)(f"{root}/{self.channel}/control")._ask("GET", "feed")["posts"]
        return posts


class FacebookPlayer(InstagramPlayer):
    """Comments, which can be changed and deleted, and posts elsewhere that name the Page."""

    kinds = WRITING | {"tag", "edit", "delete"}
    channel = "facebook"

    def tag(self, person: int, text: str) -> str:
        return self._act(type="mention", channel="facebook", author=str(6_000_000 + person), text=text)

    def edit(self, name: str, text: str) -> str:
        return self._act(type="edit", id=name, text=text)

    def delete(self, name: str) -> None:
        self._act(type="remove", id=name)


class XPlayer(Player):
    """Mentions. An edited post has a new id."""

    kinds = WRITING | {"edit"}
    troubles = _named("limited", "down", "hidden", "calm")

    def write(self, person: int, text: str) -> str:
        return str(self._ask("POST", "acts", {"type": "write", "person": person, "text": text})["id"])

    def edit(self, name: str, text: str) -> str:
        return str(self._ask("POST", "acts", {"type": "edit", "id": name, "text": text})["id"])


class YouTubePlayer(Player):
    """Comments below the first film."""

    troubles = _named("down", "calm")

    def write(self, person: int, text: str) -> str:
        post = self._ask("GET", "feed")["posts"][0]["id"]
        return str(self._ask("POST", "comments", {"post": post, "person": f"Warga {person}", "text": text})["id"])


class TelegramPlayer(Player):
    """Chats with the bot."""

    kinds = WRITING | {"edit"}
    troubles = {"limited": ("bot", {"refuse_sends": 3}), "calm": ("bot", {"refuse_sends": 0})}

    def write(self, person: int, text: str) -> str:
        number = 52_000 + person
        update = self._ask("POST", f"chats/{number}", {"type": "text", "text": text, "first_name": f"Warga {person}"})
        return f"{number}:{update['update']['message']['message_id']}"

    def edit(self, name: str, text: str) -> str:
        number, _, message = name.partition(":")
        self._ask("POST", f"chats/{number}", {"type": "edit", "message_id": int(message), "text": text})
        return name


class Sp4nPlayer(Player):
    """Reports, whose text is changed there."""

    kinds = WRITING | {"edit"}
    troubles = {name: ("faults", {"fault": name}) for name in ("lost", "down", "expired")} | {
        "calm": ("faults", {"fault": ""})
    }

    def write(self, person: int, text: str) -> str:
        values = {"person": f"Warga {person}", "title": text[:60], "text": text, "visibility": ""}
        return str(self._ask("POST", "reports", values)["tracking_id"])

    def edit(self, name: str, text: str) -> str:
        self._ask("POST", f"reports/{name}", {"act": "text", "words": text})
        return name


PLAYERS: dict[str, type[Player]] = {
    "facebook": FacebookPlayer,
    "instagram": InstagramPlayer,
    "x": XPlayer,
    "youtube": YouTubePlayer,
    "telegram": TelegramPlayer,
    "sp4n": Sp4nPlayer,
}
