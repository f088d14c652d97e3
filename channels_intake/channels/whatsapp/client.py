"""WhatsApp's Graph API: sending a text, fetching a file (channels.md 1.7-1.9)."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError
from .shapes import Json, as_dict, as_dicts

MAX_FILE = 25 * 1024 * 1024  # bytes kept of one file; WhatsApp allows 100 MB
# What waiting may mend (channels.md 1.9): throttling, trouble on their side, a token or account that an
# administrator has to renew. Every other code is permanent for this message.
RETRIED = {0, 1, 2, 3, 4, 10, 190, 368, 80007, 130429, 131000, 131005, 131016, 131031, 131042, 131045, 131048} | {
    *{131056, 131057, 133004, 133010, 133016},
    *range(200, 300),
}
MEANINGS = {
    131047: "Jendela WhatsApp 24 jam sudah tertutup. Tunggu pelapor menulis lagi.",
    131026: "Nomor ini tidak dapat menerima pesan WhatsApp.",
    131056: "Terlalu banyak pesan ke nomor ini dalam waktu singkat.",
    190: "Token WhatsApp tidak berlaku lagi. Hubungi admin.",
}


def send(*, reply_id: int, account: str, phone: str | None, bsuid: str | None, text: str) -> str:
    """Sends a text and returns its wamid. That means accepted, not delivered.

    `reply_id` comes back in every delivery report. Raises ChannelError; `unknown_outcome` when the request may have
    arrived although no answer came, because WhatsApp has no key against doubling.
    """
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": phone} if phone else {"recipient": bsuid}),
        "type": "text",
        "text": {"body": text, "preview_url": False},
        "biz_opaque_callback_data": str(reply_id),
    }
    answer = _call("POST", f"{settings.WHATSAPP_API_BASE}/{account}/messages", json=body)
    message = next(iter(as_dicts(answer.get("messages"))), {})
    if not message.get("id"):
        raise ChannelError("WhatsApp menjawab tanpa nomor pesan.", unknown_outcome=True)
    return str(message["id"])


def download(*, account: str, media_id: str) -> bytes:
    """The bytes of a citizen's file, checked against the provider's SHA-256.

    Two steps: its address (good for 5 minutes), then the file. The token goes to allowed hosts alone and never along
    a redirect. Raises ChannelError; permanent when the file is too large or lies elsewhere.
    """
    if not media_id.isalnum():
        raise ChannelError("Nomor lampiran tidak sah.", permanent=True)
    answer = _call("GET", f"{settings.WHATSAPP_API_BASE}/{media_id}", params={"phone_number_id": account})
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


def _call(method: str, url: str, **parts: object) -> Json:
    try:
        response = http.request(method, url, token=settings.WHATSAPP_ACCESS_TOKEN, **parts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ChannelError("WhatsApp tidak terjangkau.") from error
    except httpx.HTTPError as error:
        raise ChannelError(
            "WhatsApp tidak menjawab, belum pasti terkirim.", unknown_outcome=method == "POST"
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
    """By the provider's code, or without one by the HTTP status: a 5xx may pass, a 4xx will not."""
    code = error.get("code")
    if not isinstance(code, int):
        passes = response.status_code in (401, 403, 408, 429) or response.status_code >= 500
        return ChannelError("WhatsApp menolak pesan ini.", code=response.status_code, permanent=not passes)
    title = MEANINGS.get(code) or str(error.get("message") or "WhatsApp menolak pesan ini.")
    return ChannelError(title, code=code, permanent=code not in RETRIED and response.status_code < 500)
