"""WhatsApp at the door: its handshake, its signature, and whether it is set up."""

import hmac
from collections.abc import Mapping

from django.conf import settings

from bontang_pengaduan.lib.signing import is_signed


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of our app secrets signed these very bytes."""
    return is_signed(body, headers.get("X-Hub-Signature-256", ""), settings.WHATSAPP_APP_SECRETS)


def handshake(query: Mapping[str, str]) -> str | None:
    """The challenge to answer with, or None when the token is not ours."""
    given, ours = query.get("hub.verify_token", ""), settings.WHATSAPP_VERIFY_TOKEN
    is_ours = bool(ours) and hmac.compare_digest(given.encode(), ours.encode())
    return query.get("hub.challenge", "") if is_ours and query.get("hub.mode") == "subscribe" else None


def is_configured() -> bool:
    """Whether messages can come in and go out."""
    return bool(settings.WHATSAPP_APP_SECRETS and settings.WHATSAPP_ACCESS_TOKEN and settings.WHATSAPP_PHONE_NUMBER_ID)


def accounts() -> list[str]:
    """The numbers that are set up here, by Meta's ids."""
    return [settings.WHATSAPP_PHONE_NUMBER_ID] if is_configured() else []
