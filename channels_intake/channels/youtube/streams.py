"""What YouTube is asked for: the comments, and hourly the titles of the videos that they stand under."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from ..pulling import Page, Position
from . import comments, videos
from .channel import accounts

COMMENTS, VIDEOS = "comments", "videos"
VIDEO_UNITS = 50.0  # a day: they are beside YOUTUBE_DAILY_UNITS and within Google's 10,000
PACIFIC = ZoneInfo("America/Los_Angeles")  # its midnight begins a new day of quota


def streams() -> list[tuple[str, str]]:
    """The two lists of the channel."""
    return [(account, stream) for account in accounts() for stream in (COMMENTS, VIDEOS)]


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    """One page of a list. Raises PullRefusedError."""
    read = videos.fetch if stream == VIDEOS else comments.fetch
    return read(account, position, now)


def daily_units(stream: str) -> float:
    """Units that may be used in one day."""
    return VIDEO_UNITS if stream == VIDEOS else float(settings.YOUTUBE_DAILY_UNITS)


def day_of(now: datetime) -> str:
    """The day of quota."""
    return f"{now.astimezone(PACIFIC):%Y-%m-%d}"
