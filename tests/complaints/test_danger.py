"""Words of danger to life, and words that only sound like it."""

import pytest

from complaints.danger import find_danger


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ada kebakaran di belakang pasar Rawa Indah", "fire"),
        ("Rumah tetangga kami terbakar", "fire"),
        ("pipa gas bocor di gang kami", "fire"),
        ("Kami terjebak di atap karena banjir", "flood"),
        ("ada anak hanyut di parit", "flood"),
        ("kabel listrik menjuntai ke jalan setelah hujan", "power"),
        ("tiang listrik miring mau roboh", "power"),
        ("istri tetangga dianiaya suaminya", "violence"),
        ("saya diancam mau dibunuh", "violence"),
        ("pengendara motor tidak sadar di jalan", "medical"),
        ("Jalan berlubang di Api-Api", ""),
        ("Minta surat keterangan kebakaran untuk asuransi", ""),
        ("kabel internet menjuntai di depan rumah", ""),
        ("Banjir tiap hujan, parit mampet", ""),
        ("lampu jalan mati sudah seminggu", ""),
    ],
)
def test_what_is_danger(text: str, code: str) -> None:
    danger = find_danger(text)

    assert (danger.code if danger else "") == code
