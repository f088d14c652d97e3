"""A citizen's file on WhatsApp: its address, then its bytes (channels.md 1.7)."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError
from .client import call

MAX_FILE = 25 * 1024 * 1024  # bytes kept of one file; WhatsApp allows 100 MB


def download(*, account: str, media_id: str) -> bytes:
    """The bytes of a citizen's file, checked against the provider's SHA-256.

    Two steps: its address (good for 5 minutes), then the file. The token goes to allowed hosts alone and never along
    a redirect. Raises ChannelError; permanent when the file is too large or lies elsewhere.
    """
    if not media_id.isalnum():
        raise ChannelError("Nomor lampiran tidak sah.", permanent=True)
    answer = call("GET", f"{settings.WHATSAPP_API_BASE}/{media_id}", params={"phone_number_id": account})
    content = _fetch(_allowed(str(answer.get("url", ""))))
    announced = str(answer.get("sha256") or "")
    if announced and not _is_digest_of(announced, content):
        raise ChannelError("Isi lampiran tidak sama dengan yang dikirim.")
    return content


def _allowed(url: str) -> str:
    """The address if our token may go there: a payload must not lead it elsewhere (ASVS 1.3.6)."""
    parts = urlsplit(url)
    is_simulator = settings.SIMULATOR and url.startswith(f"{settings.SIMULATOR_URL}/")
    if not is_simulator and (parts.scheme != "https" or parts.hostname not in settings.WHATSAPP_MEDIA_HOSTS):
        raise ChannelError("Alamat lampiran di luar daftar yang diizinkan.", permanent=True)
    return url


def _fetch(url: str) -> bytes:
    try:
        with http.stream(url, token=settings.WHATSAPP_ACCESS_TOKEN) as response:
            if response.status_code != 200:
                raise ChannelError("Lampiran tidak dapat diambil.", code=response.status_code)
            return http.read_limited(response, MAX_FILE)
    except http.TooLargeError as error:
        raise ChannelError("Lampiran lebih besar dari 25 MB.", permanent=True) from error
    except httpx.HTTPError as error:
        raise ChannelError("WhatsApp tidak terjangkau.") from error


def _is_digest_of(announced: str, content: bytes) -> bool:
    digest = hashlib.sha256(content)
    forms = (base64.b64encode(digest.digest()).decode(), digest.hexdigest())
    return any(hmac.compare_digest(announced.encode(), form.encode()) for form in forms)
