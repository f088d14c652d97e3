"""The token that answers on YouTube are written with: it ends after an hour, its refresh token stays. Reading needs the
API key alone."""

from datetime import datetime

from django.conf import settings

from ...token_store import stored_token
from ..oauth import Grant, renew


def access_token() -> str:
    """The renewed token; empty before the first renewal."""
    return stored_token("youtube", settings.YOUTUBE_CHANNEL_ID)


def seed() -> str:
    """The refresh token that a person put into the settings; without it nothing is written."""
    return settings.YOUTUBE_REFRESH_TOKEN if settings.YOUTUBE_OAUTH_CLIENT_ID else ""


def renew_token(refresh_token: str, now: datetime) -> Grant:
    """Raises ChannelError."""
    return renew(
        url=settings.YOUTUBE_TOKEN_URL,
        refresh_token=refresh_token,
        client_id=settings.YOUTUBE_OAUTH_CLIENT_ID,
        client_secret=settings.YOUTUBE_OAUTH_CLIENT_SECRET,
        in_body=True,
        now=now,
    )
