"""The calls to WhatsApp's Cloud API: sending, and media in two steps."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError
from .reading import JSON

LONGEST_TEXT = 4096  # characters of a text message
MOST_BYTES = 25 * 1024 * 1024  # of a file that is kept; WhatsApp allows 100 MB
# Codes that may pass by waiting (channels.md 1.9): throttling, the pair limit, trouble on their side, a token or
# an account that an administrator has to mend. Every other code is permanent for this message.
RETRIED = {0, 1, 2, 3, 4, 10, 190, 80007, 130429, 131000, 131005, 131016, 131031, 131042, 131045, 131048, 131056}
RETRIED |= {131057, 133004, 133010, 133016, 368, *range(200, 300)}
PAIR_LIMIT_SECONDS = 6  # one message to the same person in 6 s


def send(*, reply_id: int, account: str, phone: str | None, bsuid: str | None, text: str) -> str:
    """Sends a text and returns its wamid. That means accepted, not delivered.

    `reply_id` comes back in every delivery report. Raises ChannelError; `unknown_outcome` when the request may have
    arrived although no answer came, because no key against doubling exists.
    """
    return _send(account, _recipient(phone, bsuid), reply_id, {"type": "text", "text": _text(text)})


def _text(text: str) -> JSON:
    return {"body": text[:LONGEST_TEXT], "preview_url": False}


def _recipient(phone: str | None, bsuid: str | None) -> JSON:
    if not (phone or bsuid):
        raise ChannelError(None, "Warga ini tidak punya nomor WhatsApp.", permanent=True)
    return {"to": phone} if phone else {"recipient": bsuid}


def _send(account: str, recipient: JSON, reply_id: int, content: JSON) -> str:
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **recipient,
        **content,
        "biz_opaque_callback_data": str(reply_id),
    }
    answer = _call("POST", f"{settings.WHATSAPP_API_BASE}/{account}/messages", json=body)
    try:
        return str(answer["messages"][0]["id"])
    except (KeyError, IndexError, TypeError) as error:
        raise ChannelError(None, "WhatsApp menjawab tanpa nomor pesan.", unknown_outcome=True) from error


def download(*, account: str, media_id: str) -> bytes:
    """The bytes of a citizen's file, checked against the provider's SHA-256.

    Two steps: its address (good for 5 minutes), then the file from an allowed host. Raises ChannelError; permanent
    when the file is gone, too large or not what was announced.
    """
    if not media_id.isalnum():
        raise ChannelError(None, "Nomor lampiran tidak sah.", permanent=True)
    answer = _call("GET", f"{settings.WHATSAPP_API_BASE}/{media_id}", params={"phone_number_id": account})
    data = _fetch(_allowed(str(answer.get("url", ""))))
    announced = str(answer.get("sha256") or "")
    if announced and not _is_digest_of(announced, data):
        raise ChannelError(None, "Isi lampiran tidak sama dengan yang dikirim.")
    return data


def _allowed(url: str) -> str:
    """The address if the token may go there. Raises ChannelError."""
    parts = urlsplit(url)
    is_ours = url.startswith(settings.SIMULATOR_URL + "/") if settings.SIMULATOR else False
    if not is_ours and (parts.scheme != "https" or parts.hostname not in settings.WHATSAPP_MEDIA_HOSTS):
        raise ChannelError(None, "Alamat lampiran di luar daftar yang diizinkan.", permanent=True)
    return url


def _fetch(url: str) -> bytes:
    try:
        with http.stream(url, token=settings.WHATSAPP_ACCESS_TOKEN) as response:
            if response.status_code != 200:
                raise ChannelError(response.status_code, "Lampiran tidak dapat diambil.")
            return http.read_limited(response, MOST_BYTES)
    except http.TooLargeError as error:
        raise ChannelError(None, "Lampiran lebih besar dari 25 MB.", permanent=True) from error
    except httpx.HTTPError as error:
        raise ChannelError(None, f"WhatsApp tidak terjangkau: {error!r}") from error


def _is_digest_of(announced: str, data: bytes) -> bool:
    digest = hashlib.sha256(data)
    return any(hmac.compare_digest(announced, form) for form in (_base64(digest.digest()), digest.hexdigest()))


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _call(method: str, url: str, **parts: Any) -> JSON:
    try:
        response = http.request(method, url, token=settings.WHATSAPP_ACCESS_TOKEN, **parts)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ChannelError(None, f"WhatsApp tidak terjangkau: {error!r}") from error
    except httpx.HTTPError as error:
        raise ChannelError(None, f"WhatsApp tidak menjawab: {error!r}", unknown_outcome=method == "POST") from error
    answer = _json(response)
    if response.is_success and "error" not in answer:
        return answer
    raise _error(response, answer)


def _json(response: httpx.Response) -> JSON:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _error(response: httpx.Response, answer: JSON) -> ChannelError:
    """By the provider's code, or without one by the HTTP status: a 5xx may pass, a 4xx will not."""
    error = answer.get("error") if isinstance(answer.get("error"), dict) else {}
    code, title = error.get("code"), str(error.get("message") or f"HTTP {response.status_code}")
    wait = response.headers.get("Retry-After", "")
    if not isinstance(code, int):
        return ChannelError(
            response.status_code,
            title,
            permanent=response.status_code not in (401, 403, 408, 429) and response.status_code < 500,
        )
    return ChannelError(
        code,
        title,
        permanent=code not in RETRIED and response.status_code < 500,
        retry_after=PAIR_LIMIT_SECONDS if code == 131056 else int(wait) if wait.isdecimal() else None,
    )
