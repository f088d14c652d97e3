"""Whether the comments of a YouTube channel are set up here."""

from django.conf import settings


def is_configured() -> bool:
    """Whether comments can come in."""
    return bool(settings.YOUTUBE_API_KEY and settings.YOUTUBE_CHANNEL_ID)


def accounts() -> list[str]:
    """The channel that is set up here."""
    return [settings.YOUTUBE_CHANNEL_ID] if is_configured() else []
