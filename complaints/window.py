"""The time after a citizen's message in which a channel takes free text."""

from datetime import datetime, timedelta

from .models import Conversation

# A reply that leaves in the last minutes may arrive after the window has closed (channels.md 1.8).
MARGIN = timedelta(minutes=5)


def is_window_open(conversation: Conversation, now: datetime) -> bool:
    """Whether free text sent now arrives in time."""
    return time_left(conversation, now) > timedelta()


def time_left(conversation: Conversation, now: datetime) -> timedelta:
    """How long free text may still be written; nothing when the window is shut or was never open."""
    if conversation.window_until is None:
        return timedelta()
    return max(timedelta(), conversation.window_until - MARGIN - now)
