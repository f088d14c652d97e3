"""The bot's updates, fetched where no webhook is set up: the next offset confirms what was stored (channels.md 2.5)."""

from datetime import datetime

import httpx

from bontang_pengaduan.lib import http

from ..pulling import Page, Position, PullRefusedError, TroubleError, judge
from ..shapes import as_dicts
from .api import method_url
from .channel import accounts, is_polled

STREAM = "updates"
WAIT_SECONDS = 5  # that Telegram keeps the request open while there is nothing
LARGEST_PAGE = 100
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]


def streams() -> list[tuple[str, str]]:
    """The bot's one stream, unless its updates are pushed."""
    return [(account, STREAM) for account in accounts()] if is_polled() else []


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """The updates after the mark. Raises PullRefusedError."""
    offset = int(position.high) + 1 if position.high else None
    question = {"timeout": WAIT_SECONDS, "limit": LARGEST_PAGE, "allowed_updates": WANTED}
    body = question | ({"offset": offset} if offset else {})
    try:
        response = http.request("POST", method_url("getUpdates"), json=body, timeout=WAIT_SECONDS + 10)
    except httpx.HTTPError:
        raise TroubleError("Telegram tidak terjangkau.", now) from None
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    updates = as_dicts(response.json().get("result"))
    numbers = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
    return Page(body=response.content, count=len(updates), high=str(max(numbers)) if numbers else position.high)
