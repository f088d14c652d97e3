"""One request to WhatsApp's Graph API, and what its refusals mean (channels.md 1.9)."""

from typing import Any

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..shapes import Json, as_dict
from .refusals import read_code, read_status


def call(method: str, url: str, *, is_repeatable: bool = False, **parts: Any) -> Json:
    """One request with our token; the answer's JSON object. Raises ChannelError.

    A POST without an answer may have been done: its fate is UNKNOWN unless it `is_repeatable`.
    """
    try:
        response = http.request(method, url, token=settings.WHATSAPP_ACCESS_TOKEN, **parts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        # Nobody can be written to now: the queue waits, and no message uses up its attempts.
        raise ChannelError("WhatsApp tidak terjangkau.", fate=Fate.SLOW) from error
    except httpx.HTTPError as error:
        unknown = method == "POST" and not is_repeatable
        raise ChannelError(
            "WhatsApp tidak menjawab, belum pasti terkirim." if unknown else "WhatsApp tidak menjawab.",
            fate=Fate.UNKNOWN if unknown else Fate.TRANSIENT,
        ) from error
    answer = _json(response)
    if response.is_success and "error" not in answer:
        return answer
    raise _refusal(response, as_dict(answer.get("error")))


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(response.json())
    except ValueError:
        return {}


def _refusal(response: httpx.Response, error: Json) -> ChannelError:
    code, status = error.get("code"), response.status_code
    if not isinstance(code, int):
        refusal = read_status(status)
        return ChannelError(refusal.meaning, code=status, fate=refusal.fate)
    refusal = read_code(code, status)
    return ChannelError(refusal.meaning, code=code, fate=refusal.fate)
