"""One question to YouTube's reading side, and what stands for a refusal."""

from collections.abc import Mapping
from datetime import datetime

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..pulling import PullRefusedError, Refusal, TroubleError, judge
from ..shapes import Json, as_dict, load

UNITS = 1.0  # of one page


def ask(path: str, question: Mapping[str, str], now: datetime, *, page_token: str = "") -> tuple[bytes, Json]:
    """The answer as it came and as read. Raises PullRefusedError."""
    asked = {**question, "key": settings.YOUTUBE_API_KEY} | ({"pageToken": page_token} if page_token else {})
    try:
        response = http.request("GET", f"{settings.YOUTUBE_API_BASE}/{path}", params=asked)
    except httpx.HTTPError:
        # Its text holds the address, and that the key.
        raise TroubleError("YouTube tidak terjangkau.", now) from None
    if response.status_code == 400 and page_token:
        raise PullRefusedError(Refusal("stale_page", now, "Halaman di YouTube sudah kedaluwarsa, dimulai dari awal."))
    if not response.is_success:
        raise PullRefusedError(
            judge(status=response.status_code, headers=response.headers, body=response.content, now=now)
        )
    try:
        return response.content, as_dict(load(response.content))
    except ValueError as error:
        raise TroubleError("YouTube menjawab dengan isi yang tidak terbaca.", now) from error
