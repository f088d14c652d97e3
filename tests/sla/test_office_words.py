"""Office hours in words."""

from datetime import time, timedelta

import pytest

from sla.office_words import office_length, office_words
from sla.working_time import Block, Season

MORNING, AFTERNOON = Block(time(7, 30), time(12)), Block(time(13), time(16))


def test_neighbouring_days_with_the_same_hours_stand_together() -> None:
    blocks = dict.fromkeys(range(4), (MORNING, AFTERNOON)) | {4: (MORNING,)}

    assert office_words(Season("Biasa", blocks)) == "Senin-Kamis 07.30-12.00 dan 13.00-16.00; Jumat 07.30-12.00"


def test_days_that_differ_stand_alone_in_the_order_of_the_week() -> None:
    blocks = {5: (MORNING,), 0: (MORNING,), 2: (AFTERNOON,)}

    assert office_words(Season("Biasa", blocks)) == ("Senin 07.30-12.00; Rabu 13.00-16.00; Sabtu 07.30-12.00")


def test_a_closed_day_between_parts_a_run() -> None:
    assert office_words(Season("Biasa", {0: (MORNING,), 2: (MORNING,)})) == ("Senin 07.30-12.00; Rabu 07.30-12.00")


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 mnt"), (59, "59 mnt"), (60, "1 jam"), (555, "9 jam 15 mnt"), (1500, "25 jam")]
)
def test_office_time_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert office_length(timedelta(minutes=minutes)) == words
