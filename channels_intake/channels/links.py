"""A citizen's file that lies behind an address of the provider, without a token (channels.md 2.2 and 2.4)."""

from collections.abc import Collection
from typing import IO
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from .errors import ChannelError
from .files import FileRefusedError

GONE = (403, 404, 410)  # the address is signed and has ended


def download_link(url: str, *, hosts: Collection[str], into: IO[bytes], limit: int) -> None:
    """Writes at most `limit` bytes to `into`. `hosts` are the names, or their ends, where a file may lie.

    Raises FileRefusedError when the file is too large or lies elsewhere, ChannelError otherwise: permanent when the
    address has ended.
    """
    _check(url, hosts)
    try:
        with http.stream(url) as response:
            if response.status_code != 200:
                is_gone = response.status_code in GONE
                raise ChannelError("Lampiran tidak dapat diambil.", code=response.status_code, permanent=is_gone)
            for chunk in http.read_limited(response, limit):
                into.write(chunk)
    except http.TooLargeError as error:
        raise FileRefusedError(f"Berkas lebih besar dari {limit // (1024 * 1024)} MB.") from error
    except httpx.HTTPError as error:
        raise ChannelError("Penyedia lampiran tidak terjangkau.") from error


def _check(url: str, hosts: Collection[str]) -> None:
    """A payload must not lead us to an address of its own choice (ASVS 1.3.6)."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FileRefusedError("Alamat lampiran tidak terbaca.") from error
    name = parts.hostname or ""
    is_known = any(name == host or name.endswith(f".{host}") for host in hosts)
    is_simulated = settings.SIMULATOR and url.startswith(f"{settings.SIMULATOR_URL}/")
    if not (is_simulated or (parts.scheme == "https" and is_known)):
        raise FileRefusedError("Alamat lampiran di luar daftar yang diizinkan.")
