"""What one key does about a finding."""

import pytest

from complaints.guard import check, find_fix

DATE = "Kamis, 26 November 2026"


def fixed(text: str, number: int = 0, next_date: str = DATE) -> tuple[str, str] | None:
    fix = find_fix(text, check(text, public=False)[number], next_date=next_date)
    return (fix.label, fix.text) if fix else None


@pytest.mark.parametrize(
    ("text", "label", "better"),
    [
        ("NIK 6474010101900001 sudah kami cek.", "Ganti dengan “data Anda”", "NIK data Anda sudah kami cek."),
        ("Mobil KT 1234 AB kami tegur.", "Ganti dengan “kendaraan itu”", "Mobil kendaraan itu kami tegur."),
        ("Pak Joko Susilo kami temui.", "Ganti dengan “Yang bersangkutan”", "Yang bersangkutan kami temui."),
        ("Halo. SEGERA LAPOR ke posko.", "Tulis dengan huruf biasa", "Halo. Segera lapor ke posko."),
        ("Sudah kami catat!!!", "Tulis dengan huruf biasa", "Sudah kami catat."),
        (
            "Terima kasih. Akan kami perbaiki. Salam.",
            f"Tambahkan “paling lambat {DATE}”",
            f"Terima kasih. Akan kami perbaiki paling lambat {DATE}. Salam.",
        ),
        ("Sudah kami catat. Itu urusan Dishub bukan kami.", "Hapus kalimat ini", "Sudah kami catat."),
        ("Halo [nama], sudah kami catat. Kami datang besok.", "Hapus kalimat ini", "Kami datang besok."),
    ],
)
def test_each_kind_of_repair(text: str, label: str, better: str) -> None:
    assert fixed(text) == (label, better)


def test_a_repaired_text_has_one_finding_less() -> None:
    text = "Akan kami perbaiki. Hubungi 0812-3456-7890."
    found = check(text, public=False)

    better = find_fix(text, found[0], next_date=DATE)

    assert better is not None
    assert [each.flag for each in found] == ["promise", "phone"]
    assert [each.flag for each in check(better.text, public=False)] == ["phone"]


def test_a_promise_without_a_day_to_name_is_left_out() -> None:
    assert fixed("Sudah kami catat. Akan kami perbaiki.", next_date="") == ("Hapus kalimat ini", "Sudah kami catat.")


def test_of_one_sentence_nothing_would_be_left() -> None:
    assert fixed("Akan kami perbaiki.", next_date="") is None
