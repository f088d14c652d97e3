"""Text as the router sees it."""

import pytest

from opd.routing.normalise import normalise, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jl rusak PARAHHH bgt!!", "jalan rusak parah sekali"),
        ("banyu kada bajalan", "air tidak jalan"),
        ("degaga air, ndik ngalir", "tidak ada air tidak ngalir"),
        ("lampu2 jalan padam di Lok Tuan", "lampu jalan padam di"),
        ("parit di tanjung laut indah mampet", "parit di mampet"),
        ("", ""),
    ],
)
def test_short_forms_local_words_and_places(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_plain_keeps_words_and_digits_only() -> None:
    assert plain("  RT.05 — Café, 3x!! ") == "rt 05 cafe 3x"
