"""Reading the channels' catalogues of message templates."""

from datetime import datetime

from complaints.services.catalogue import keep_templates

from .registry import CHANNELS


def sync_templates(*, now: datetime) -> int:
    """Copies the catalogue of every channel that is set up; how many templates there are. Raises ChannelError."""
    count = 0
    for channel in CHANNELS.values():
        if channel.configured():
            templates = channel.fetch_templates()
            keep_templates(channel=channel.kind, templates=templates, now=now)
            count += len(templates)
    return count
