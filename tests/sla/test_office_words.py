"""Office hours in words."""

from datetime import time

from sla.office_words import office_words
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
