"""How far "Majukan waktu" goes."""

from datetime import datetime

import pytest

from bontang_pengaduan.lib.clock import WITA
from channels_intake.simulators.time_steps import STEPS, seconds_of

HOUR = 3600
DAY = 24 * HOUR
# 26 November 2026 is a Thursday, the 28th a Saturday.
CASES = [
    ("15_minutes", 26, 900),
    ("1_hour", 26, HOUR),
    ("4_hours", 26, 4 * HOUR),
    ("1_day", 28, DAY),
    ("1_working_day", 26, DAY),
    ("1_working_day", 27, 3 * DAY),
    ("1_working_day", 28, 2 * DAY),
    ("3_working_days", 26, 5 * DAY),
    ("7_days", 26, 7 * DAY),
]


@pytest.mark.parametrize(("step", "day", "seconds"), CASES)
def test_length_of_each_step(step: str, day: int, seconds: int) -> None:
    assert seconds_of(step, datetime(2026, 11, day, 10, 30, tzinfo=WITA)) == seconds


def test_every_step_of_the_page_has_a_case() -> None:
    assert {step for step, _, _ in CASES} == set(STEPS)
