"""The token of the city's account on X: it ends after two hours, and each renewal gives a new refresh token
(channels.md 2.4)."""

from datetime import datetime

from django.conf import settings

from ...token_store import stored_token
from ..oauth import Grant, renew


def access_token() -> str:
    """The renewed token, or the one of the settings that is not renewed here; empty without both."""
    return stored_token("x", settings.X_USER_ID) if seed() else settings.X_ACCESS_TOKEN


def seed() -> str:
    """The refresh token that a person put into the settings."""
    return settings.X_REFRESH_TOKEN if settings.X_OAUTH_CLIENT_ID else ""


def has_token() -> bool:
    """Whether there is anything to speak with."""
    return bool(seed() or settings.X_ACCESS_TOKEN)


def renew_token(refresh_token: str, now: datetime) -> Grant:
    """Raises ChannelError."""
    return renew(
        url=f"{settings.X_API_BASE}/2/oauth2/token",
        refresh_token=refresh_token,
        client_id=settings.X_OAUTH_CLIENT_ID,
        client_secret=settings.X_OAUTH_CLIENT_SECRET,
        in_body=False,
        now=now,
    )
