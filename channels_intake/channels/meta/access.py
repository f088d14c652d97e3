"""Where a channel of Meta's is spoken to, and with which token."""

from dataclasses import dataclass

from django.conf import settings

from ...token_store import stored_token


@dataclass(frozen=True)
class Access:
    """The address of the Graph API for one channel, and our token there. `label` is the channel's name in sentences."""

    label: str
    base: str
    token: str


def access_to(channel: str) -> Access:
    """How `facebook` or `instagram` is reached. Without a token of its own Instagram is reached through the Page."""
    if channel == "facebook":
        return Access("Facebook", settings.FACEBOOK_API_BASE, settings.FACEBOOK_PAGE_TOKEN)
    return Access("Instagram", settings.INSTAGRAM_API_BASE, _instagram_token())


def has_token(channel: str) -> bool:
    """Whether there is anything to speak with."""
    is_own = channel == "instagram" and settings.INSTAGRAM_TOKEN
    return bool(is_own or settings.FACEBOOK_PAGE_TOKEN)


def _instagram_token() -> str:
    """Of its own login the one that was renewed last."""
    if not settings.INSTAGRAM_TOKEN:
        return str(settings.FACEBOOK_PAGE_TOKEN)
    return stored_token("instagram", settings.INSTAGRAM_ACCOUNT_ID) or settings.INSTAGRAM_TOKEN
