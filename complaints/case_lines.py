"""The kept lines of the lists: what stands in one, and writing them all anew."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from .models import CaseLine

# What stands for a due time where no promise of the city runs: behind all that have one, and the settled cases last.
PAUSED_AT = datetime(9999, 1, 1, tzinfo=UTC)
SETTLED_AT = datetime(9999, 12, 1, tzinfo=UTC)
CHUNK = 10_000


def is_running(line: CaseLine) -> bool:
    """Whether a promise of the city's runs, so that `due_at` is a real moment."""
    return line.due_at < PAUSED_AT


def write_lines() -> None:
    """Writes the line of every case anew; what is right stays as it is. For rows that were copied in past the
    triggers: in all other ways of writing, a line is kept by the statement that changes its case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        (newest,) = cursor.fetchone()
        for first, last in _chunks(newest):
            cursor.execute(
                "SELECT complaints_keep_lines(array_agg(id)) FROM complaints_complaint WHERE id > %s AND id <= %s",
                [first, last],
            )


def _chunks(newest: int) -> Iterator[tuple[int, int]]:
    return ((first, first + CHUNK) for first in range(0, newest, CHUNK))
