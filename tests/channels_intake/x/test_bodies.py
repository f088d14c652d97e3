"""How X weighs a text."""

import pytest

from channels_intake.channels.x.bodies import has_link, letters_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Kami cek besok.", 15),
        ("Baik 👍", 7),
        ("https://bontangkota.go.id/aduan/123456789012345", 23),
        ("Lihat bontangkota.go.id sekarang", 6 + 23 + 9),
    ],
)
def test_letters_weigh_as_x_counts_them(text: str, letters: int) -> None:
    assert letters_of(text) == letters


@pytest.mark.parametrize(
    ("text", "is_billed"),
    [
        ("Kami cek Jl. Mawar no. 5.", False),
        ("Terima kasih. Kami perbaiki.Besok pagi.", False),
        ("Lihat http://a.b/c", True),
        ("Lihat bontangkota.go.id", True),
    ],
)
def test_a_link_is_what_x_bills_as_one(text: str, is_billed: bool) -> None:
    assert has_link(text) is is_billed
