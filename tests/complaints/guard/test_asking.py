"""What must not be asked where everybody reads the answer."""

import pytest

from complaints.guard import check, check_word

ASKED = [
    "Mohon kirim foto KTP Anda.",
    "Bisa sebutkan NIK-nya?",
    "Boleh minta nomor HP Bapak?",
    "Mohon info no. WA yang bisa dihubungi.",
    "Silakan tulis alamat rumah di sini.",
    "Mohon cantumkan nama lengkap dan tanggal lahir.",
    "NIK-nya berapa, Bu?",
    "Mohon kirim ke kami nomor KK dan KTP.",
]
NOT_ASKED = [
    "Mohon kirim data Anda lewat pesan langsung, termasuk NIK.",
    "Silakan bawa KTP ke loket Disdukcapil.",
    "Mohon tidak menulis nomor HP di kolom komentar.",
    "Jangan kirim foto KTP di sini.",
    "Mohon sebutkan lokasi jalannya, misalnya RT dan kelurahan.",
    "Silakan hubungi nomor WhatsApp kami.",
    "Warga bisa mengurus KTP secara daring.",
    "Lampirkan salinan KTP saat mendaftar.",
    "Pembuatan KTP selesai dalam satu hari.",
]


@pytest.mark.parametrize("text", ASKED)
def test_asking_for_personal_data_in_public_is_stopped(text: str) -> None:
    found = [finding for finding in check_word(text, public=True) if finding.flag == "asking"]

    assert [(finding.stops, text[finding.start : finding.end] == finding.words) for finding in found] == [(True, True)]


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_leads_to_a_private_place_is_let_through(text: str) -> None:
    assert [finding.flag for finding in check_word(text, public=True)] == []


@pytest.mark.parametrize("text", ASKED)
def test_in_private_it_may_be_asked(text: str) -> None:
    assert check_word(text, public=False) == check(text, public=False)
