"""The one source of "now". Tests and the simulator may move it; real credentials forbid that."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

WITA = ZoneInfo("Asia/Makassar")


def now() -> datetime:
    """The present moment, aware, moved by CLOCK_OFFSET_SECONDS and by the simulator's clock file."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS + _file_offset())


def advance(seconds: int) -> None:
    """Moves the clock of every process on this machine forward. Only where the simulator runs."""
    path = Path(settings.CLOCK_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Replaced and not rewritten: who reads an empty file would be back at the wall clock for that moment.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(str(_file_offset() + seconds))
    fresh.replace(path)


def _file_offset() -> int:
    # A file, because web, worker and beat are processes of their own and must agree at once.
    if not settings.SIMULATOR:
        return 0
    try:
        return int(Path(settings.CLOCK_FILE).read_text() or 0)
    except (FileNotFoundError, ValueError):
        return 0
