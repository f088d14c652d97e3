"""A citizen's file on WhatsApp: its address, then its bytes (channels.md 1.7)."""

import base64
import hashlib
import hmac
from typing import IO
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..files import FileRefusedError
from ..shapes import Json
from .graph import call

ADDRESSES = 2  # asked for at most, because one may end between the two steps


def download(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """Writes the bytes of a citizen's file to `into`, at most `limit`, checked against the provider's SHA-256.

    Two steps: its address (good for 5 minutes, asked for again when it has ended), then the file. The token goes to
    allowed hosts alone and never along a redirect. Raises FileRefusedError when the file is too large or lies
    elsewhere, and ChannelError: permanent when the provider has no such file, its fate is STOP for our token.
    """
    if not media_id.isalnum():
        raise FileRefusedError("Nomor lampiran tidak sah.")
    for _ in range(ADDRESSES):
        answer = call("GET", f"{settings.WHATSAPP_API_BASE}/{media_id}", params={"phone_number_id": account})
        _check_size(answer, limit)
        digest = _fetch(_allowed(str(answer.get("url", ""))), into, limit)
        if digest is not None:
            _check_digest(str(answer.get("sha256") or ""), digest)
            return
    raise ChannelError("Lampiran tidak dapat diambil.", code=404)


def _check_size(answer: Json, limit: int) -> None:
    size = answer.get("file_size")
    if isinstance(size, int) and size > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> FileRefusedError:
    return FileRefusedError(f"Berkas lebih besar dari {limit // (1024 * 1024)} MB.")


def _allowed(url: str) -> str:
    """The address if our token may go there: a payload must not lead it elsewhere (ASVS 1.3.6)."""
    parts = urlsplit(url)
    is_simulator = settings.SIMULATOR and url.startswith(f"{settings.SIMULATOR_URL}/")
    if not is_simulator and (parts.scheme != "https" or parts.hostname not in settings.WHATSAPP_MEDIA_HOSTS):
        raise FileRefusedError("Alamat lampiran di luar daftar yang diizinkan.")
    return url


def _fetch(url: str, into: IO[bytes], limit: int) -> bytes | None:
    """The SHA-256 of what was written; None when the address has ended."""
    digest = hashlib.sha256()
    try:
        with http.stream(url, token=settings.WHATSAPP_ACCESS_TOKEN) as response:
            if response.status_code == 404:
                return None
            _check_status(response.status_code)
            for chunk in http.read_limited(response, limit):
                digest.update(chunk)
                into.write(chunk)
    except http.TooLargeError as error:
        raise _too_large(limit) from error
    except httpx.HTTPError as error:
        raise ChannelError("WhatsApp tidak terjangkau.") from error
    return digest.digest()


def _check_status(status: int) -> None:
    if status == 401:
        raise ChannelError("Token WhatsApp tidak berlaku lagi. Admin sudah diberi tahu.", code=status, fate=Fate.STOP)
    if status != 200:
        raise ChannelError("Lampiran tidak dapat diambil.", code=status)


def _check_digest(announced: str, digest: bytes) -> None:
    """WhatsApp writes the digest in base64; others in hex."""
    forms = (base64.b64encode(digest).decode(), digest.hex())
    if announced and not any(hmac.compare_digest(announced.encode(), form.encode()) for form in forms):
        raise ChannelError("Isi lampiran tidak sama dengan yang dikirim.")
