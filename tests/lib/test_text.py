import pytest

from bontang_pengaduan.lib.text import clean, mask_identifiers, shorten


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Lampu jalan padam. Mohon diperbaiki.", "Lampu jalan padam"),
        ("Lampu di Jl. Merdeka padam. Mohon diperbaiki.", "Lampu di Jl. Merdeka padam"),
        ("Got mampet di Gg. Mawar No. 5\nsudah lama", "Got mampet di Gg. Mawar No. 5"),
        ("kata " * 40, "kata kata kata kata kata kata kata kata kata kata kata kata kata kata kata kata kata kata…"),
    ],
)
def test_the_subject_is_the_first_sentence(text: str, subject: str) -> None:
    assert shorten(text) == subject


def test_what_postgresql_or_a_reader_cannot_take_is_gone() -> None:
    assert clean("a\x00b\ud800c\u202egnp.exe") == "ab?cgnp.exe"


def test_identifiers_are_masked() -> None:
    text = "hubungi 0812-3456-7890 atau a.b@contoh.id, NIK 6474010101900001"

    assert mask_identifiers(text) == "hubungi •••• atau ••••, NIK ••••"
