"""One request to Meta's Graph API for the Page or the Instagram account, and what its refusals mean."""

from typing import Any

import httpx

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..shapes import Json, as_dict
from .access import access_to
from .refusals import read_code, read_status


def call(channel: str, method: str, path: str, *, is_repeatable: bool = False, **parts: Any) -> Json:
    """One request with our token; the answer's JSON object. Raises ChannelError.

    A POST without an answer may have been done: its fate is UNKNOWN unless it `is_repeatable`. Meta has no key against
    doubling.
    """
    access, may_double = access_to(channel), method == "POST" and not is_repeatable
    try:
        response = http.request(method, f"{access.base}/{path}", token=access.token, **parts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ChannelError(f"{access.label} tidak terjangkau.", fate=Fate.SLOW) from error
    except httpx.HTTPError as error:
        words = ", belum pasti terkirim" if may_double else ""
        fate = Fate.UNKNOWN if may_double else Fate.TRANSIENT
        raise ChannelError(f"{access.label} tidak menjawab{words}.", fate=fate) from error
    answer = _json(response)
    if response.is_success and "error" not in answer:
        return answer
    raise _refusal(access.label, response.status_code, as_dict(answer.get("error")), may_double=may_double)


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(response.json())
    except ValueError:
        return {}


def _refusal(label: str, status: int, error: Json, *, may_double: bool) -> ChannelError:
    code = error.get("code")
    if isinstance(code, int):
        refusal = read_code(label, code, _number(error.get("error_subcode")), status)
        return ChannelError(refusal.meaning, code=code, fate=refusal.fate)
    refusal = read_status(label, status)
    fate = Fate.TRANSIENT if refusal.fate == Fate.UNKNOWN and not may_double else refusal.fate
    return ChannelError(refusal.meaning, code=status, fate=fate)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
