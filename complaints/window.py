"""The time after a citizen's message in which a channel takes free text."""

from datetime import datetime, timedelta

from django.conf import settings

from .models import Conversation

# A reply that leaves in the last minutes may arrive after the window has closed (channels.md 1.8).
MARGIN = timedelta(minutes=5)


def is_window_open(conversation: Conversation, now: datetime) -> bool:
    """Whether free text sent now arrives in time."""
    return not has_window(conversation) or time_left(conversation, now) > timedelta()


def has_window(conversation: Conversation) -> bool:
    """Whether the channel takes free text for some hours only. In public it takes it always."""
    return conversation.channel in settings.WINDOW_HOURS and not conversation.is_public


def window_end(conversation: Conversation, wrote_at: datetime) -> datetime | None:
    """When the window shuts that a citizen's message opens; None where there is none."""
    if not has_window(conversation):
        return None
    return wrote_at + timedelta(hours=settings.WINDOW_HOURS[conversation.channel])


def time_left(conversation: Conversation, now: datetime) -> timedelta:
    """How long free text may still be written; nothing when the window is shut or was never open."""
    if conversation.window_until is None:
        return timedelta()
    return max(timedelta(), conversation.window_until - MARGIN - now)
