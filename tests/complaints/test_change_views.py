"""Rincian aduan over HTTP: each change by its form, its sentence in the history, and who finds the form."""

from datetime import timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint
from complaints.services import classify
from opd.models import Category
from tests.cast import koordinator, petugas_lain, petugas_pupr, pimpinan, unit
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
PATHS = ("kategori", "jenis", "kerahasiaan", "kembalikan")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK that nobody has taken."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def last_sentence(client: Client, complaint: Complaint) -> str:
    entries = client.get(f"/aduan/{complaint.number}/").context["entries"]
    return str([entry.text for entry in entries if entry.side == "system"][-1])


@pytest.mark.parametrize("path", PATHS)
def test_each_form_opens_for_the_unit_and_for_no_other(client: Client, complaint: Complaint, path: str) -> None:
    statuses = []
    for user in (petugas_pupr(), pimpinan(), koordinator(), petugas_lain()):
        client.force_login(user)
        statuses.append(client.get(f"/aduan/{complaint.number}/{path}/").status_code)

    assert statuses == [200, 200, 200, 404]


@pytest.mark.parametrize("path", PATHS)
def test_another_agency_posts_nothing(client: Client, complaint: Complaint, path: str) -> None:
    client.force_login(petugas_lain())
    facts = {"kind": "informasi", "is_secret": "on", "reason": "Coba"}

    assert client.post(f"/aduan/{complaint.number}/{path}/", facts).status_code == 404
    complaint.refresh_from_db()
    assert (complaint.kind, complaint.is_secret, complaint.status) == ("tidak_berkadar", False, "forwarded")


def test_category_is_changed_and_said(officer: Client, complaint: Complaint) -> None:
    drains = Category.objects.get(code="drainase")

    officer.post(f"/aduan/{complaint.number}/kategori/", {"category": drains.pk})

    complaint.refresh_from_db()
    assert complaint.category == drains
    assert last_sentence(officer, complaint) == (
        "Kategori diubah Petugas.Uji.Pupr dari Jalan rusak atau berlubang menjadi Parit dan drainase mampet"
    )


def test_category_may_be_emptied(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/kategori/", {"category": ""})

    complaint.refresh_from_db()
    assert complaint.category is None


def test_guessed_category_is_said_with_its_reason(officer: Client, complaint: Complaint) -> None:
    assert complaint.events.filter(type="complaint.category_guessed").count() == 1
    entries = officer.get(f"/aduan/{complaint.number}/").context["entries"]

    said = [entry.text for entry in entries if entry.text.startswith("Kategori")]

    assert said == ["Kategori Jalan rusak atau berlubang, karena menyebut “lubang di jalan”"]


def test_kind_is_changed_and_said_with_the_new_date(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/jenis/", {"kind": "informasi", "reason": "Hanya bertanya"})

    assert last_sentence(officer, complaint) == (
        "Jenis diubah Petugas.Uji.Pupr dari Pengaduan tidak berkadar pengawasan menjadi Permintaan informasi: "
        "Hanya bertanya. Tenggat penyelesaian menjadi Senin, 30 November 2026 pukul 16.00 WITA"
    )


def test_kind_without_a_reason_keeps_what_was_chosen(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/jenis/", {"kind": "informasi", "reason": ""})

    assert page.status_code == 422
    assert page.context["form"].errors == {"reason": ["Tuliskan alasan perubahan jenis."]}
    assert page.context["form"]["kind"].value() == "informasi"


def test_the_present_kind_is_no_choice(officer: Client, complaint: Complaint) -> None:
    page = officer.post(f"/aduan/{complaint.number}/jenis/", {"kind": "tidak_berkadar", "reason": "Sama"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["kind"])


def test_berkadar_takes_the_case_out_of_the_officers_sight(officer: Client, complaint: Complaint) -> None:
    answer = officer.post(f"/aduan/{complaint.number}/jenis/", {"kind": "berkadar", "reason": "Dugaan pungli"})

    assert answer.headers["Location"] == "/aduan/"
    assert officer.get(f"/aduan/{complaint.number}/").status_code == 404


def test_the_holder_keeps_the_secret_case_and_sees_no_name(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/ambil/")

    page = officer.post(
        f"/aduan/{complaint.number}/jenis/", {"kind": "berkadar", "reason": "Dugaan pungli"}, follow=True
    )

    assert page.context["complaint"].number == complaint.number
    assert page.content.decode().count("Warga Contoh") == 0


def test_secrecy_is_set_and_said(officer: Client, complaint: Complaint) -> None:
    officer.post(f"/aduan/{complaint.number}/kerahasiaan/", {"is_anonymous": "on", "reason": "Diminta pelapor"})

    assert last_sentence(officer, complaint) == ("Kerahasiaan diubah Petugas.Uji.Pupr menjadi anonim: Diminta pelapor")


def test_an_officer_who_opens_a_secret_is_told_who_may(officer: Client, complaint: Complaint) -> None:
    facts = {"is_anonymous": True, "is_secret": False, "reason": "Diminta", "now": MONDAY_MORNING}
    classify.set_secrecy(complaint=complaint, user=koordinator(), **facts)  # type: ignore[arg-type]

    page = officer.post(f"/aduan/{complaint.number}/kerahasiaan/", {"reason": "Tidak perlu"})

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["Hanya koordinator yang dapat membuka kerahasiaan aduan."]
    assert page.context["form"]["reason"].value() == "Tidak perlu"


def in_time(complaint: Complaint) -> None:
    """The unit may still accept it."""
    complaint.clocks.filter(kind="accept").update(due_at=now() + timedelta(hours=1))


def test_declined_stands_in_the_queue_with_the_reason(client: Client, officer: Client, complaint: Complaint) -> None:
    in_time(complaint)
    answer = officer.post(f"/aduan/{complaint.number}/kembalikan/", {"reason": "Jalan nasional", "owner": "unknown"})
    assert answer.headers["Location"] == "/aduan/"

    client.force_login(koordinator())
    queue = client.get("/rute/").context["queue"]

    assert [(item.complaint.number, item.decision.reason) for item in queue] == [
        (complaint.number, f"{unit('PUPRK').short_name} menyatakan bukan kewenangannya: Jalan nasional.")
    ]


@pytest.mark.parametrize(("owner", "opd"), [("DISHUB", "DISHUB"), ("REF-PLN", None)])
def test_who_declines_names_who_would_be_right(
    officer: Client, complaint: Complaint, owner: str, opd: str | None
) -> None:
    in_time(complaint)
    answer = officer.post(f"/aduan/{complaint.number}/kembalikan/", {"reason": "Tiang listrik", "owner": owner})

    complaint.refresh_from_db()
    assert (answer.status_code, complaint.opd and complaint.opd.code) == (302, opd)


@pytest.mark.parametrize("owner", ["", "PUPRK", "REF-TIDAKADA"])
def test_without_a_name_nothing_is_declined(officer: Client, complaint: Complaint, owner: str) -> None:
    page = officer.post(f"/aduan/{complaint.number}/kembalikan/", {"reason": "Tiang listrik", "owner": owner})

    complaint.refresh_from_db()
    assert (page.status_code, complaint.status) == (422, "forwarded")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("forwarded", (True, True)),
        ("accepted", (True, True)),
        ("in_progress", (True, False)),
        ("resolved", (False, False)),
    ],
)
def test_controls_stand_where_they_work(
    officer: Client, complaint: Complaint, status: str, allowed: tuple[bool, bool]
) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status=status)

    page = officer.get(f"/aduan/{complaint.number}/")

    assert (page.context["can_change_kind"], page.context["can_decline"]) == allowed
    shown = [f"/aduan/{complaint.number}/{path}/" in page.content.decode() for path in ("jenis", "kembalikan")]
    assert tuple(shown) == allowed
