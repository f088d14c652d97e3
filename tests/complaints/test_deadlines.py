"""How a due time reads at a moment; the calendar is an ordinary week without holidays."""

from datetime import datetime, time, timedelta

import pytest

from bontang_pengaduan.lib.clock import WITA
from complaints.deadlines import read_deadline, short_words
from sla.working_time import Block, Calendar, Season

DAY = (Block(time(7, 30), time(12)), Block(time(13), time(16)))
CALENDAR = Calendar(Season("biasa", dict.fromkeys(range(5), DAY)))
TUESDAY = datetime(2026, 11, 24, tzinfo=WITA)
START = TUESDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "due", "level", "chip", "group"),
    [
        (time(10), TUESDAY.replace(hour=10), "critical", "0 mnt", "today"),  # exactly at the due time it is met
        (time(10), TUESDAY.replace(hour=9, minute=42), "late", "Lewat 18 mnt", "late"),
        (time(10), TUESDAY.replace(hour=11, minute=14), "critical", "1 jam 14 mnt", "today"),
        (time(10), TUESDAY.replace(hour=15), "near", "5 jam", "today"),
        (time(10), TUESDAY.replace(day=25, hour=9), "near", "23 jam", "tomorrow"),  # 6,5 office hours away
        (time(10), TUESDAY.replace(day=25, hour=16), "safe", "1 hari", "tomorrow"),
        (time(10), TUESDAY.replace(day=27, hour=16), "safe", "3 hari", "later"),
        (time(10), TUESDAY.replace(day=22, hour=9), "late", "Lewat 2 hari", "late"),
    ],
)
def test_reads_a_running_promise(now: time, due: datetime, level: str, chip: str, group: str) -> None:
    moment = datetime.combine(TUESDAY, now, WITA)

    deadline = read_deadline(START, due, moment, CALENDAR)

    assert (deadline.level, deadline.chip, deadline.group) == (level, chip, group)


def test_ring_shows_the_share_that_is_gone() -> None:
    half = read_deadline(START, START + timedelta(hours=48), START + timedelta(hours=24), CALENDAR)

    assert half.used == 50


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 mnt"), (59, "59 mnt"), (60, "1 jam"), (61, "1 jam 1 mnt"), (181, "3 jam"), (1440, "1 hari")],
)
def test_short_words(minutes: int, words: str) -> None:
    assert short_words(timedelta(minutes=minutes)) == words
