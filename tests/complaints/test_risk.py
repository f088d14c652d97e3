"""Risk colour: what an answer is about decides who has to read it."""

from datetime import timedelta

import pytest

from complaints.guard import check_word
from complaints.models import Complaint
from complaints.risk import AMBER, GREEN, RED, read_risk, risk_of_words
from complaints.services import classify, incidents
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

LATER = MONDAY_MORNING + timedelta(hours=1)

RISKY = [
    ("Ada pungli di loket, saya dimintai uang 200 ribu", "corruption"),
    ("Tetangga saya tewas kena kabel", "death"),
    ("Anak saya jatuh ke parit terbuka", "child"),
    ("Siswi itu dilecehkan di halte", "child"),
    ("Suami saya dipukul petugas", "violence"),
    ("Kami akan menggugat dan minta ganti rugi", "legal"),
    ("Sudah saya laporkan ke polisi kemarin", "legal"),
    ("Oknum pegawai kelurahan mempersulit kami", "official"),
    ("Pak Camat, eh camat kita Pak Budi tidak mau menemui warga", "official"),
    ("Saya wartawan, mohon konfirmasi", "press"),
]
HARMLESS = [
    "Jalan berlubang parah di depan rumah kami, motor sering jatuh",
    "Lampu jalan mati sejak Senin, gelap sekali",
    "Air keruh dan mati dari subuh",
    "Cara urus akta kematian ayah saya yang meninggal bulan lalu?",
    "Syarat ahli waris yang ayahnya meninggal untuk balik nama pajak",
    "Anak saya mau masuk SMP, kapan pendaftarannya?",
    "Mohon jadwal posyandu balita di Api-Api",
    "Yth Bapak Wali Kota, jembatan kami rusak",
    "Pohon besar hampir tumbang",
    "Balita boleh disuapi bubur apa di posyandu?",
    "Kepala Dinas PUPR tolong perbaiki jalan kami",
]


@pytest.mark.parametrize(("text", "code"), RISKY)
def test_red_matters_are_known_by_their_words(text: str, code: str) -> None:
    risk = risk_of_words(text)

    assert (risk.colour, code in {reason.code for reason in risk.reasons}) == (RED, True)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_matters_are_green(text: str) -> None:
    assert (risk_of_words(text).colour, risk_of_words(text).words) == (GREEN, "")


def test_what_may_spread_is_amber() -> None:
    assert risk_of_words("Kalau tidak dijawab saya viralkan").colour == AMBER


def test_the_gravest_reason_gives_the_colour() -> None:
    risk = risk_of_words("Saya viralkan. Ada pungli.")

    assert (risk.colour, risk.words) == (RED, "Dugaan korupsi atau pungutan liar, Dapat menyebar di media sosial")


@pytest.mark.usefixtures("reference_data")
class TestOfACase:
    def test_an_ordinary_case_is_green_whatever_the_harmless_answer(self) -> None:
        assert read_risk(make_complaint(), "Kami perbaiki besok.").colour == GREEN

    def test_what_the_citizen_wrote_later_counts(self) -> None:
        complaint = make_complaint()
        receive(make_event("Kalau begini saya lapor ke polisi", at=MONDAY_MORNING + timedelta(minutes=1)))

        assert read_risk(complaint).colour == RED

    def test_the_draft_counts(self) -> None:
        assert read_risk(make_complaint(), "Petugas bernama Andi sudah kami tegur.").colour == RED

    def test_what_the_check_found_makes_it_amber(self) -> None:
        text = "Akan kami perbaiki."
        risk = read_risk(make_complaint(), text, check_word(text, public=False))

        assert (risk.colour, risk.words) == (AMBER, "Pemeriksaan menemukan janji tanpa tanggal")

    def test_a_secret_case_is_amber(self) -> None:
        complaint = make_complaint()
        Complaint.objects.update(is_secret=True)
        complaint.refresh_from_db()

        assert (read_risk(complaint).colour, read_risk(complaint).words) == (AMBER, "Aduan rahasia")

    def test_a_guessed_oversight_is_amber_and_a_confirmed_one_red(self) -> None:
        complaint = make_complaint()
        Complaint.objects.update(kind="berkadar")
        complaint.refresh_from_db()
        assert read_risk(complaint).colour == AMBER

        Complaint.objects.update(kind="tidak_berkadar")
        complaint.refresh_from_db()
        classify.change_kind(
            complaint=complaint, kind="berkadar", reason="Ada bukti", user=cast.koordinator(), now=LATER
        )
        complaint.refresh_from_db()
        assert read_risk(complaint).colour == RED

    def test_an_event_that_many_complained_of_is_amber(self) -> None:
        cases = [make_complaint(phone=f"+62812000001{number:02}") for number in range(5)]
        incidents.join_incident(complaint=cases[0], others=cases[1:4], user=cast.koordinator(), now=LATER)
        assert read_risk(cases[0]).colour == GREEN

        incidents.join_incident(complaint=cases[0], others=[cases[4]], user=cast.koordinator(), now=LATER)

        assert (read_risk(cases[0]).colour, read_risk(cases[0]).words) == (AMBER, "Dilaporkan 5 warga")
