"""Text as the router sees it."""

import re

import pytest

from opd.routing.facts import local_words
from opd.routing.normalise import normalise, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jl rusak PARAHHH bgt!!", "jalan rusak parah sekali"),
        ("banyu kada bajalan", "air tidak jalan"),
        ("degaga air, ndik ngalir", "tidak ada air tidak mengalir"),
        ("lampu2 jalan padam di Lok Tuan", "lampu jalan padam di"),
        ("parit di tanjung laut indah mampet", "parit di mampet"),
        ("s4mp4h numpuk, tol0ng d1angkut", "sampah numpuk tolong diangkut"),
        ("lapor DP3AKB lewat SP4N, limbah B3 di rt05", "lapor dp3akb lewat sp4n limbah b3 di rt05"),
        ("antri di RSUD Taman Husada", "antre di rsud"),
        ("gelap di Jl. Bhayangkara dekat Pasar Taman Rawa Indah", "gelap di jalan dekat pasar"),
        ("keringat bhayangkara panjang", "keringat bhayangkara panjang"),
        ("air di Pulau Panjang asin", "air di pulau asin"),
        ("endik ada air, etam antri", "tidak ada air kita antre"),
        ("dalane peteng, durung didandani", "jalan gelap belum diperbaiki"),
        ("kawa kah dibaiki, jukung kada bisa lewat", "bisa kah diperbaiki perahu tidak bisa lewat"),
        ("", ""),
    ],
)
def test_short_forms_local_words_and_places(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_plain_keeps_words_and_digits_only() -> None:
    assert plain("  RT.05 — Café, 3x!! ") == "rt 05 cafe 3x"


def test_the_reviewed_words_are_single_words_with_a_plain_meaning() -> None:
    words = local_words()

    assert len(words) >= 250
    assert [word for word in words if not re.fullmatch(r"[a-z]{2,}", word)] == []
    assert [word for word, meaning in words.items() if words.get(meaning, meaning) != meaning] == []
