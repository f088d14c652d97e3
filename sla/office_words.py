"""Office hours and office time as people read them. Pure, no database."""

from datetime import timedelta
from itertools import groupby

from .working_time import Block, Season

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def office_words(season: Season) -> str:
    """`Senin-Kamis 07.30-12.00 dan 13.00-16.00; Jumat 07.30-11.30 dan 13.00-16.30`.

    Days with the same hours as the day before stand together.
    """
    numbered = enumerate(sorted(season.blocks))
    runs = groupby(numbered, key=lambda item: (item[1] - item[0], season.blocks[item[1]]))
    return "; ".join(_run([weekday for _, weekday in run], blocks) for (_, blocks), run in runs)


def office_length(span: timedelta) -> str:
    """Office time in hours and minutes, seconds left out: `9 jam 15 mnt`."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    parts = [f"{hours} jam" if hours else "", f"{minutes} mnt" if minutes else ""]
    return " ".join(part for part in parts if part) or "0 mnt"


def _run(weekdays: list[int], blocks: tuple[Block, ...]) -> str:
    first, last = DAYS[weekdays[0]], DAYS[weekdays[-1]]
    hours = " dan ".join(f"{block.opens:%H.%M}-{block.closes:%H.%M}" for block in blocks)
    return f"{first if first == last else f'{first}-{last}'} {hours}"
