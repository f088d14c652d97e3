"""The sentences on which the thresholds of threading were chosen."""

import pytest

from complaints.likeness import likeness
from complaints.services.threading import SAME_MATTER

ROAD = "Jalan berlubang parah di depan rumah, aspal mengelupas, motor sering jatuh"
LAMP = "lampu jalan mati sudah seminggu di gang kami, gelap sekali kalau malam"
TRASH = "sampah di TPS tidak diangkut tiga hari, bau menyengat"
WATER = "air PDAM keruh dan kecil dari kemarin"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("lubangnya makin besar pak", ROAD),
        ("tadi ada motor jatuh lagi di lubang itu", ROAD),
        ("aspalnya kapan ditambal", ROAD),
        ("lampunya masih mati pak", LAMP),
        ("tadi malam gelap sekali, ada begal", LAMP),
        ("lampu sudah nyala tapi mati lagi", LAMP),
        ("sampahnya masih menumpuk", TRASH),
        ("truk sampah belum datang juga", TRASH),
        ("air masih keruh", WATER),
        ("pdam tidak ada respon", WATER),
    ],
)
def test_the_same_matter_in_other_words(said: str, known: str) -> None:
    assert likeness(said, known) >= SAME_MATTER


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (LAMP, ROAD),
        (TRASH, ROAD),
        ("pohon tumbang di jalan", ROAD),
        ("parkir liar di depan pasar", ROAD),
        ("jalan rusak", LAMP),
        ("mati listrik", LAMP),
        ("banjir di gang kami", LAMP),
        ("gas mati", WATER),
        ("sampah dari kemarin", WATER),
        ("kapan selesai", ROAD),
    ],
)
def test_another_matter_shares_only_words_of_every_complaint(said: str, known: str) -> None:
    assert likeness(said, known) < SAME_MATTER


def test_the_same_words_about_another_kelurahan_count_half() -> None:
    here = likeness("lampu padam di Loktuan", "lampu padam di Loktuan")

    assert likeness("lampu padam di Guntung", "lampu padam di Loktuan") == here / 2


def test_a_text_without_a_matter_is_like_nothing() -> None:
    assert likeness("pak, sudah sampai mana ya", "pak, sudah sampai mana ya") == 0.0
