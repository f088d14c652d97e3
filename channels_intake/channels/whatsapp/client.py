"""WhatsApp's Graph API: sending a text (channels.md 1.8-1.9)."""

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError
from .shapes import Json, as_dict, as_dicts

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
    answer = call("POST", f"{settings.WHATSAPP_API_BASE}/{account}/messages", json=body)
    message = next(iter(as_dicts(answer.get("messages"))), {})
    if not message.get("id"):
        raise ChannelError("WhatsApp menjawab tanpa nomor pesan.", unknown_outcome=True)
    return str(message["id"])


def call(method: str, url: str, **parts: object) -> Json:
    """One request with our token; the answer's JSON object. Raises ChannelError."""
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
