"""Telegram at the door: its secret, and whether it is set up (channels.md 2.5)."""

import hmac
from collections.abc import Mapping

from django.conf import settings

from .updates import ACCOUNT

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the secret that we gave with setWebhook came along. It covers no bytes: TLS has to."""
    given = headers.get(HEADER, "").encode()
    fits = [hmac.compare_digest(secret.encode(), given) for secret in settings.TELEGRAM_WEBHOOK_SECRETS]
    return any(fits)


def is_configured() -> bool:
    """Whether messages can come in and go out."""
    return bool(settings.TELEGRAM_BOT_TOKEN)


def accounts() -> list[str]:
    """The bot that is set up here."""
    return [ACCOUNT] if is_configured() else []


def is_polled() -> bool:
    """Without a secret there is no webhook, and the updates are fetched. Telegram allows one of the two."""
    return is_configured() and not settings.TELEGRAM_WEBHOOK_SECRETS
