"""Words of one case for another: nothing of its persons, places and days is left."""

import pytest

from complaints.guard import check
from complaints.masking import gaps_of, mask_words

NAMES, PLACES = ["Siti Rahmah", "Rina Wulandari"], ["Tanjung Laut", "Api-Api"]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Yth. Ibu Siti Rahmah, terima kasih.", "Yth. Ibu [nama], terima kasih."),
        ("Pak budi, kami cek.", "Pak [nama], kami cek."),
        ("Salam, Rina.", "Salam, [nama]."),
        ("siti rahmah sudah kami hubungi.", "[nama] sudah kami hubungi."),
        ("Kami tambal Kamis, 26 November 2026.", "Kami tambal [tanggal]."),
        ("Kami tambal 3/12/2026 pukul 10.00 WITA.", "Kami tambal [tanggal] [jam]."),
        ("Besok? Tidak, besok sore.", "Besok? Tidak, [tanggal]."),
        ("Tim datang hari Senin dan minggu depan.", "Tim datang [tanggal]."),
        ("Di Kelurahan Tanjung Laut dan Api-Api.", "Di [lokasi]."),
        ("Lubang di Gang Mawar 3 RT 05 RW 02.", "Lubang di [lokasi]."),
        ("Hubungi 0812-3456-7890.", "Hubungi [nomor telepon]."),
        ("Lihat https://aduan.example/t/abc-1 ya.", "Lihat [tautan] ya."),
        ("Aduan BTG-2611-0417 selesai.", "Aduan [nomor aduan] selesai."),
        ("Bapak/Ibu, Dinas PUPRK menambal lubangnya.", "Bapak/Ibu, Dinas PUPRK menambal lubangnya."),
        ("Bapak Lurah dan Ibu Kota setuju.", "Bapak Lurah dan Ibu Kota setuju."),
    ],
)
def test_what_belongs_to_its_own_case_is_taken_out(said: str, left: str) -> None:
    assert mask_words(said, names=NAMES, places=PLACES) == left


def test_the_number_becomes_that_of_the_other_case() -> None:
    assert mask_words("Aduan BTG-2611-0417 selesai.", number="BTG-2611-0500") == "Aduan BTG-2611-0500 selesai."


@pytest.mark.parametrize("said", ["Ibu Siti", "besok", "pukul 9", "Jalan Melati", "0812-3456-7890", "www.contoh.id"])
def test_every_gap_stops_the_sending(said: str) -> None:
    masked = mask_words(f"Kami cek, {said} ya.")

    assert [found.stops for found in check(masked, public=False) if found.words == f"[{gaps_of(masked)[0]}]"] == [True]
