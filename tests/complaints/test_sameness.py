"""Whether two reports are of one event: a truth table of sentences, places and days."""

from datetime import timedelta

import pytest

from complaints.sameness import Report, compare, metres_between
from tests.factories import MONDAY_MORNING

DARK = "Lampu jalan di Gang Pinang mati sejak tiga malam, gelap sekali"
DARK_TOO = "Sudah tiga malam lampu jalan mati dekat Gang Pinang, warga takut lewat"
TRASH = "Sampah di TPS Loktuan tidak diangkut tiga hari, bau menyengat"
WATER = "Air PDAM keruh dan bau sejak pagi, tidak bisa dipakai masak"
WATER_TOO = "Kenapa air PDAM keruh dan berbau hari ini? Tidak bisa untuk masak"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def report(text: str, after: timedelta = timedelta(), kelurahan: str = "Api-Api") -> Report:
    return Report(text, MONDAY_MORNING + after, kelurahan)


@pytest.mark.parametrize(
    ("case", "one", "other", "is_alike"),
    [
        ("the same lamps, the same evening", report(DARK), report(DARK_TOO, HOUR), True),
        ("the same water, without a place", report(WATER, kelurahan=""), report(WATER_TOO, HOUR, ""), True),
        ("another matter at the same place and hour", report(DARK), report(TRASH), False),
        ("another matter in common words", report(TRASH), report(WATER), False),
        (
            "the same lamps elsewhere, a month later",
            report(DARK),
            report(DARK_TOO, 30 * DAY, "Guntung"),
            False,
        ),
        ("nothing said", report(""), report(""), False),
    ],
)
def test_whether_two_reports_are_alike(case: str, one: Report, other: Report, is_alike: bool) -> None:
    assert (case, compare(one, other).is_alike) == (case, is_alike)


def test_it_does_not_matter_which_comes_first() -> None:
    one, other = report(DARK), report(DARK_TOO, HOUR)

    assert compare(one, other) == compare(other, one)


def test_the_reasons_say_words_place_and_time() -> None:
    near = Report(WATER, MONDAY_MORNING, latitude=0.13, longitude=117.48)
    there = Report(WATER, MONDAY_MORNING + 2 * HOUR, latitude=0.131, longitude=117.48)

    assert compare(near, there).reasons == ("isi hampir sama", "sekitar 110 m dari sini", "selang 2 jam")
    assert compare(report(WATER), report(WATER, DAY)).reasons == (
        "isi hampir sama",
        "sama-sama di Api-Api",
        "selang 1 hari",
    )
    assert compare(report(WATER), report(WATER, HOUR / 10)).reasons[-1] == "hampir bersamaan"


def test_a_pin_far_away_counts_less_than_one_next_door() -> None:
    here, near, far = (Report(WATER, MONDAY_MORNING, "", 0.13 + step, 117.48) for step in (0, 0.001, 0.01))

    assert [compare(here, here).score, compare(here, near).score, compare(here, far).score] == [1.0, 1.0, 0.77]


def test_distance_needs_both_pins() -> None:
    pinned = Report(WATER, MONDAY_MORNING, "", 0.0, 117.48)

    assert metres_between(pinned, report(WATER)) is None
    assert metres_between(pinned, Report(WATER, MONDAY_MORNING, "", 0.01, 117.48)) == pytest.approx(1113.2)
