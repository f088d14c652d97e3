"""The check before sending: what it finds, what it leaves alone, and what it says of it."""

import time

import pytest

from complaints.guard import FLAGS, check

NIK = "6474015203900002"


def flags(text: str, *, public: bool = False) -> list[str]:
    return [finding.flag for finding in check(text, public=public)]


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (f"NIK {NIK} sudah kami perbaiki.", "identity_number"),
        ("NIP 19850312 201001 1 005 bertugas di loket 2.", "identity_number"),
        ("NIK 64740112039 itu kurang angkanya.", "identity_number"),
        ("Hubungi pemilik di 0812-5567-8890.", "phone"),
        ("Hubungi pemilik di \uff10\uff18\uff11\uff1255678890.", "phone"),
        ("Surelnya joko(at)gmail.com.", "email"),
        ("Truk KT 8812 BQ sudah ditilang.", "plate"),
        ("Transfer ke BCA 7810456712 kemarin.", "account"),
        ("Pagar itu milik Pak Suryadi.", "person"),
        ("Pelapornya bernama Wati.", "person"),
        ("Menurut Budi Santoso, air surut kemarin.", "person"),
        ("Terlapor tinggal di Gang Kenari RT 09.", "address"),
        ("Ini kesalahan kami.", "liability"),
        ("Akan segera kami tindak lanjuti.", "promise"),
        ("Itu gara-gara PDAM.", "blame"),
        ("Kalau tidak sabar silakan urus sendiri.", "tone"),
        ("Sudah kami jawab!!", "shouting"),
        ("Berkas HARUS LENGKAP.", "shouting"),
        ("Yth. [nama], terima kasih.", "placeholder"),
    ],
)
def test_found(text: str, flag: str) -> None:
    assert set(flags(text)) == {flag}


@pytest.mark.parametrize(
    "text",
    [
        "Aduan BTG-2611-0417 kami teruskan hari ini.",
        "Darurat: 112. Listrik: PLN 123. Polisi: 110.",
        "Kantor kami (0548) 41234, WhatsApp layanan 0811-5550-112.",
        "Surel kami pengaduan@bontangkota.go.id.",
        "Anggaran Rp185.000.000 untuk 40 meter turap.",
        "Resi 2026112400031 sudah kami terima.",
        "Denda dibayar ke rekening kas daerah Bankaltimtara 0011300001.",
        "Blok D 12 RT 05 sudah dialiri air, juga Jl. Ahmad Yani KM 3.",
        "Silakan menghubungi Pak RT, Bu Lurah, atau Ibu Kepala Puskesmas.",
        "Yth. Bapak Andi, lampunya sudah menyala. Terima kasih, Ibu Siti.",
        "Terima kasih, Pak. Hari ini lubangnya sudah kami tambal.",
        "Jalan H. Agus Salim ditutup sampai Minggu, 29 November.",
        "Kantor kami di Jl. Bessai Berinta No. 1.",
        "Mohon segera lengkapi berkasnya, dan segera hubungi 112 bila gawat.",
        "Akan kami aspal paling lambat 4 Desember 2026.",
        "Kami cek dulu. Kabarnya kami sampaikan besok.",
        "Kami sudah minta PLN memindahkan tiang itu.",
        "Balas STATUS atau BATAL. Syaratnya KTP dan KK dari RT.",
        "Permohonan ganti rugi diajukan ke Bagian Hukum.",
        "Mohon maaf atas ketidaknyamanannya.",
    ],
)
def test_left_alone(text: str) -> None:
    assert flags(text) == []


def test_the_span_is_that_of_the_written_text() -> None:
    text = "Baik,\u200b  Bu.\tNIK   6474 0152 0390 0002 sudah benar."

    (finding,) = check(text, public=False)

    assert text[finding.start : finding.end] == finding.words == "6474 0152 0390 0002"


def test_a_date_in_the_sentence_before_keeps_no_promise() -> None:
    assert flags("Kemarin, 23 November, sudah kami cek. Akan kami perbaiki.") == ["promise"]


def test_a_public_reply_is_stopped_by_a_number_that_a_private_one_may_name() -> None:
    public, private = (check(f"NIK {NIK} sudah benar.", public=public)[0].stops for public in (True, False))

    assert (public, private) == (True, False)


def test_an_empty_part_stops_everywhere_and_a_telephone_nowhere() -> None:
    texts = ("Yth. [nama], terima kasih.", "Hubungi pemilik di 0812-5567-8890.")

    assert [check(text, public=public)[0].stops for text in texts for public in (True, False)] == [
        *(True, True),
        *(False, False),
    ]


def test_what_has_to_be_filled_in_is_not_shouted() -> None:
    assert flags("Dikerjakan oleh [NAMA UNIT] kemarin.") == ["placeholder"]


def test_every_flag_says_why_and_what_to_do() -> None:
    texts = [
        f"NIK {NIK}, telepon pemilik 081255678890, surel a@b.id, mobil KT 1845 DZ, rekening BCA 7810456712.",
        "Pak Suryadi tinggal di Gang Kenari RT 09.",
        "Ini kesalahan kami. Segera kami cek. Itu gara-gara PDAM. Terserah Anda!! [nama]",
    ]

    findings = [finding for text in texts for finding in check(text, public=True)]

    assert {finding.flag for finding in findings} == set(FLAGS)
    assert all(finding.label and finding.reason and finding.advice for finding in findings)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ud800", "…", "(((", "0" * 4096, "Pak " * 1000, "!" * 500])
def test_any_text_is_read(text: str) -> None:
    assert isinstance(check(text, public=True), tuple)


def test_a_usual_text_takes_a_millisecond_at_most() -> None:
    text = "Terima kasih, Bu. Petugas kami memeriksa saluran di Gang Piano besok pukul 09.00 WITA. " * 3
    check(text, public=False)

    best = min(_seconds(text) for _ in range(20))

    assert best < 0.002  # twice the aim, because the machine may be busy


def _seconds(text: str) -> float:
    start = time.perf_counter()
    check(text, public=False)
    return time.perf_counter() - start
