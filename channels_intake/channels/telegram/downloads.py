"""A citizen's file on Telegram: its path, then its bytes (channels.md 2.5)."""

import re
from typing import IO

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..files import FileRefusedError
from .api import call

_PATH = re.compile(r"[\w-]+(?:[./][\w-]+)*")
TOO_LARGE = "Berkas lebih besar dari 20 MB, batas Telegram untuk bot."


def download(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """Writes the bytes of a citizen's file to `into`, at most `limit`.

    Raises FileRefusedError when it is too large for a bot or for us, and ChannelError: its fate is STOP for our token.
    """
    try:
        answer = call("getFile", is_repeatable=True, json={"file_id": media_id})
    except ChannelError as error:
        if error.fate == Fate.BUG:  # 400 without a chat in play: too large, or no file of ours
            raise FileRefusedError(TOO_LARGE) from error
        raise
    path = str(answer.get("file_path", ""))
    if not _PATH.fullmatch(path):
        raise ChannelError("Telegram menjawab tanpa alamat berkas.")
    _fetch(f"{settings.TELEGRAM_API_BASE}/file/bot{settings.TELEGRAM_BOT_TOKEN}/{path}", into, limit)


def _fetch(url: str, into: IO[bytes], limit: int) -> None:
    try:
        with http.stream(url) as response:
            if response.status_code != 200:
                raise ChannelError("Lampiran tidak dapat diambil.", code=response.status_code)
            for chunk in http.read_limited(response, limit):
                into.write(chunk)
    except http.TooLargeError:
        raise FileRefusedError(f"Berkas lebih besar dari {limit // (1024 * 1024)} MB.") from None
    except httpx.HTTPError:
        # Its own text holds the address, and that the token.
        raise ChannelError("Telegram tidak terjangkau.") from None
