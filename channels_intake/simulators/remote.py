"""The phone page's way to the simulator: its control side, by HTTP only."""

import base64
from typing import Any

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

TIMEOUT_SECONDS = 5.0
JSON = dict[str, Any]


class SimulatorDownError(Exception):
    """The simulator's process does not answer."""


class RefusedError(Exception):
    """The simulator does not know the phone, or the values have the wrong form; the text says which."""


def list_phones() -> list[JSON]:
    """Every phone, without its messages."""
    phones: list[JSON] = _ask("GET", "phones").json()["phones"]
    return phones


def add_phone(*, name: str, username: str, shows_number: bool) -> JSON:
    """A new phone with the next fictitious number."""
    values = {"name": name, "username": username, "shows_number": shows_number}
    phone: JSON = _ask("POST", "phones", json=values).json()
    return phone


def read_conversation(number: str) -> JSON:
    """The phone with its messages, oldest first; the citizen has read them then."""
    conversation: JSON = _ask("GET", f"phones/{number}", params={"reading": "1"}).json()
    return conversation


def block_city(number: str, *, is_blocked: bool) -> None:
    """Whether the city's messages still reach this phone."""
    _ask("POST", f"phones/{number}", json={"is_reachable": not is_blocked})


def write_text(number: str, text: str, *, reply_to: str) -> None:
    """A text of the citizen."""
    _write(number, {"type": "text", "text": text, "reply_to": reply_to})


def write_file(number: str, data: bytes, mime_type: str, filename: str, *, caption: str, reply_to: str) -> None:
    """A photo, a video, a recording or a document of the citizen."""
    encoded = base64.b64encode(data).decode()
    described = {"mime_type": mime_type, "filename": filename, "caption": caption, "reply_to": reply_to}
    _write(number, {"type": "media", "data": encoded} | described)


def write_location(number: str, *, latitude: float, longitude: float, name: str, reply_to: str) -> None:
    """A position of the citizen; `name` only for a place from the list."""
    place = {"latitude": latitude, "longitude": longitude, "name": name}
    _write(number, {"type": "location", "reply_to": reply_to} | place)


def choose(number: str, *, kind: str, choice_id: str, title: str, reply_to: str) -> None:
    """A tap on a button or a list row of the city's message."""
    _write(number, {"type": kind, "id": choice_id, "title": title, "reply_to": reply_to})


def edit(number: str, *, message_id: str, text: str) -> None:
    """Other words in place of a text that the citizen has sent."""
    _write(number, {"type": "edit", "message_id": message_id, "text": text})


def revoke(number: str, *, message_id: str) -> None:
    """The citizen deletes a message of his for everybody."""
    _write(number, {"type": "revoke", "message_id": message_id})


def change_number(number: str, new: str) -> None:
    """The citizen goes on under another number."""
    _ask("POST", f"phones/{number}", json={"number": new})


def answer_by_app(number: str, text: str) -> None:
    """An officer answers in the app of the city's own phone."""
    _ask("POST", f"phones/{number}/echo", json={"text": text})


def react(number: str, *, message_id: str, emoji: str) -> None:
    """An emoji on a message; an empty one takes it away."""
    _write(number, {"type": "reaction", "message_id": message_id, "emoji": emoji})


def read_file(media_id: str) -> tuple[bytes, str]:
    """The bytes and the MIME type of a citizen's file. Raises RefusedError for an unknown one."""
    answer = _ask("GET", f"media/{media_id}")
    return answer.content, answer.headers["Content-Type"]


def read_switches() -> JSON:
    """How well the simulated provider behaves."""
    switches: JSON = _ask("GET", "settings").json()
    return switches


def change_switches(switches: JSON) -> None:
    """Sets some of the switches."""
    _ask("POST", "settings", json=switches)


def _write(number: str, message: JSON) -> None:
    _ask("POST", f"phones/{number}/messages", json=message)


def _ask(method: str, path: str, **options: Any) -> httpx.Response:
    url = f"{settings.SIMULATOR_URL}/control/{path}"
    try:
        answer = http.request(method, url, token=settings.WHATSAPP_ACCESS_TOKEN, timeout=TIMEOUT_SECONDS, **options)
    except httpx.HTTPError as error:
        raise SimulatorDownError(url) from error
    if answer.is_client_error:
        raise RefusedError(answer.json()["error"])
    return answer
