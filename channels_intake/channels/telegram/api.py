"""One request to Telegram's Bot API, and what its refusals mean (channels.md 2.5)."""

from typing import Any

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..shapes import Json, as_dict

_STOPPED = "Token bot Telegram tidak berlaku lagi. Admin sudah diberi tahu."
_REFUSALS: dict[int, tuple[Fate, str]] = {
    401: (Fate.STOP, _STOPPED),
    403: (Fate.UNREACHABLE, "Pelapor memblokir bot Telegram kota."),
    404: (Fate.STOP, _STOPPED),  # a token that was revoked has no address any more
    409: (Fate.STOP, "Bot Telegram dipakai di tempat lain juga. Admin sudah diberi tahu."),
    413: (Fate.REFUSED, "Lampiran lebih besar dari batas Telegram."),
    429: (Fate.SLOW, "Telegram sedang membatasi kecepatan kirim."),
}
_NO_CHAT = ("chat not found", "user is deactivated", "bot can't initiate conversation")


def call(method: str, *, is_repeatable: bool = False, **parts: Any) -> Json:
    """The result of one method of the Bot API, as an object. Raises ChannelError.

    A call without an answer may have been done: its fate is UNKNOWN unless it `is_repeatable`. The token stands in the
    address, so no error carries that along.
    """
    try:
        response = http.request("POST", method_url(method), **parts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise ChannelError("Telegram tidak terjangkau.", fate=Fate.SLOW) from None
    except httpx.HTTPError:
        fate = Fate.TRANSIENT if is_repeatable else Fate.UNKNOWN
        raise ChannelError("Telegram tidak menjawab.", fate=fate) from None
    answer = _json(response)
    if response.is_success and answer.get("ok") is True:
        return as_dict(answer.get("result")) or {"result": answer.get("result")}
    raise refusal(response.status_code, answer)


def method_url(method: str) -> str:
    """The address of a method; the token is in it."""
    return f"{settings.TELEGRAM_API_BASE}/bot{settings.TELEGRAM_BOT_TOKEN}/{method}"


def refusal(status: int, answer: Json) -> ChannelError:
    """What an answer that is not ok means. Descriptions change, so they decide only about a chat that is gone."""
    code, description = answer.get("error_code"), str(answer.get("description", "")).lower()
    number = code if isinstance(code, int) and not isinstance(code, bool) else status
    if number in _REFUSALS:
        fate, meaning = _REFUSALS[number]
        return ChannelError(meaning, code=number, fate=fate)
    if number >= 500:
        return ChannelError("Telegram sedang terganggu.", code=number, fate=Fate.TRANSIENT)
    if any(words in description for words in _NO_CHAT):
        return ChannelError("Percakapan Telegram ini tidak ada lagi.", code=number, fate=Fate.UNREACHABLE)
    return ChannelError("Telegram tidak dapat membaca pesan ini. Admin sudah diberi tahu.", code=number, fate=Fate.BUG)


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(response.json())
    except ValueError:
        return {}
