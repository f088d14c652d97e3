"""The public pages' way to the simulated Meta, X, YouTube, Telegram and SP4N-LAPOR: their control sides, by HTTP."""

from typing import Any

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from .remote import RefusedError, SimulatorDownError

TIMEOUT_SECONDS = 5.0
JSON = dict[str, Any]
CITIZENS = {41001: "Sari", 41002: "Budi", 41003: "Rahma"}  # who write to the bot


def networks() -> dict[str, str]:
    """The address of each simulated network with a public feed, by its kind; only what is set up here."""
    meta = settings.FACEBOOK_API_BASE.rpartition("/")[0]
    known = {"facebook": f"{meta}/facebook", "instagram": f"{meta}/instagram"}
    known |= {"x": settings.X_API_BASE, "youtube": settings.YOUTUBE_API_BASE}
    return {kind: address for kind, address in known.items() if address.startswith("http://127.0.0.1:")}


def has_telegram() -> bool:
    """Whether a simulated bot can be written to."""
    return bool(settings.TELEGRAM_BOT_TOKEN) and settings.TELEGRAM_API_BASE.startswith("http://127.0.0.1:")


def read_feed(kind: str) -> list[JSON]:
    """The city's posts, each with its comments and the answers to them."""
    posts: list[JSON] = _ask("GET", f"{networks()[kind]}/control/feed")["posts"]
    return posts


def write_comment(kind: str, *, post: str, person: str, text: str) -> None:
    """A citizen's words below a post."""
    _ask("POST", f"{networks()[kind]}/control/comments", {"post": post, "person": person, "text": text})


def read_chat(number: int) -> list[JSON]:
    """What both sides said, oldest first."""
    said: list[JSON] = _ask("GET", f"{settings.TELEGRAM_API_BASE}/control/chats/{number}")["said"]
    return said


def write_to_bot(number: int, **act: Any) -> None:
    """What a citizen does in his chat with the bot."""
    _ask("POST", f"{settings.TELEGRAM_API_BASE}/control/chats/{number}", act | {"first_name": CITIZENS[number]})


def has_sp4n() -> bool:
    """Whether a simulated SP4N-LAPOR can be written to."""
    return bool(settings.SP4N_API_BASE.startswith("http://127.0.0.1:"))


def read_reports() -> JSON:
    """Its reports, the newest first, and the faults that come next."""
    return _ask("GET", f"{settings.SP4N_API_BASE}/control/reports")


def write_report(**values: str) -> None:
    """A citizen enters a report there."""
    _ask("POST", f"{settings.SP4N_API_BASE}/control/reports", values)


def change_report(number: str, **values: str) -> None:
    """Somebody changes a report there, or says a word below it."""
    _ask("POST", f"{settings.SP4N_API_BASE}/control/reports/{number}", values)


def spoil_sp4n(fault: str) -> None:
    """What happens to its next request; nothing when empty."""
    _ask("POST", f"{settings.SP4N_API_BASE}/control/faults", {"fault": fault})


def _ask(method: str, url: str, values: JSON | None = None) -> JSON:
    try:
        answer = http.request(method, url, timeout=TIMEOUT_SECONDS, json=values)
    except httpx.HTTPError as error:
        raise SimulatorDownError(url) from error
    if not answer.is_success:
        raise RefusedError("Penyedia tiruan menolak.")
    described: JSON = answer.json()
    return described
