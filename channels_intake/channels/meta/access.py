"""Where a channel of Meta's is spoken to, and with which token."""

from dataclasses import dataclass

from django.conf import settings


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
    return Access("Instagram", settings.INSTAGRAM_API_BASE, settings.INSTAGRAM_TOKEN or settings.FACEBOOK_PAGE_TOKEN)
