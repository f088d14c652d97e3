"""The pages of the mirror over HTTP: who may look, what is shown and escaped, what the buttons do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bontang_pengaduan.lib import clock
from channels_intake.mirror.conflicts import find_conflicts
from channels_intake.mirror.importing import advance_imports
from channels_intake.mirror.models import Sp4nConflict, Sp4nImport, Sp4nReport, Sp4nSubmission
from complaints.models import Reply
from complaints.services.handling import forward
from complaints.services.replies import answer
from complaints.workflow import Status
from tests.cast import koordinator, petugas_pupr, unit
from tests.channels_intake.mirror.exports import make_csv, make_row
from tests.channels_intake.mirror.kit import NOW, bring, case_of, take_in
from tests.factories import make_complaint
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/kanal/sp4n/"
IMPORTS, COPY = f"{PAGE}impor/", f"{PAGE}salin/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(koordinator())
    return client


@pytest.mark.parametrize("page", [PAGE, IMPORTS, COPY])
def test_people_of_one_agency_see_none_of_it(client: Client, page: str) -> None:
    client.force_login(petugas_pupr())

    assert client.get(page).status_code == 403


@pytest.mark.parametrize("act", ["impor/1/terapkan/", "impor/1/batalkan/", "perbedaan/1/", "salin/jawaban/1/"])
def test_nor_do_they_act(client: Client, act: str) -> None:
    client.force_login(petugas_pupr())

    assert client.post(PAGE + act).status_code == 403


def test_an_export_is_uploaded_compared_and_applied(staff: Client) -> None:
    export = SimpleUploadedFile("ekspor.csv", make_csv([make_row()]))
    answered = staff.post(IMPORTS, {"export": export, "exported_at": "2026-11-20T08:00"})
    file = Sp4nImport.objects.get()
    advance_imports(now=clock.now())
    shown = staff.get(answered["Location"]).content.decode()

    staff.post(f"{IMPORTS}{file.pk}/terapkan/")
    advance_imports(now=clock.now())

    assert "1 baru, 0 berubah, 0 sama, 0 lebih lama, 0 rusak" in shown
    assert "Terapkan" in shown
    assert Sp4nReport.objects.count() == 1


def test_without_a_file_the_form_says_so(staff: Client) -> None:
    answered = staff.post(IMPORTS, {"exported_at": "2026-11-20T08:00"})

    assert answered.status_code == 422
    assert "Pilih berkas ekspor." in answered.content.decode()


def test_bad_rows_are_listed_and_bar_the_button(staff: Client) -> None:
    file = bring([make_row(day="kemarin")])

    page = staff.get(f"{IMPORTS}{file.pk}/").content.decode()

    assert "Tanggal laporan masuk tidak terbaca." in page
    assert "Terapkan</button>" not in page


def test_changes_of_strangers_text_are_escaped(staff: Client) -> None:
    take_in([make_row()])
    file = bring([make_row(title=HOSTILE, text=HOSTILE, status=f"Diproses {HOSTILE}")], at=NOW + timedelta(days=1))

    page = staff.get(f"{IMPORTS}{file.pk}/?tampil=berubah").content.decode()

    assert page.count("alert(1)") > 0
    assert HOSTILE not in page


def test_a_secret_reports_words_are_not_shown(staff: Client) -> None:
    take_in([make_row(kind="Rahasia", title="Dugaan pungli")])

    assert "Dugaan pungli" not in staff.get(PAGE).content.decode()


def test_the_mirror_shows_both_sides_and_a_person_decides(staff: Client) -> None:
    take_in([make_row()])
    take_in([make_row(status="Ditutup oleh Admin")], at=NOW + timedelta(days=1))
    find_conflicts(now=NOW + timedelta(days=1))
    page = staff.get(PAGE).content.decode()

    staff.post(f"{PAGE}perbedaan/{Sp4nConflict.objects.get().pk}/", {"ikuti": "sp4n"})

    assert "Ditutup oleh Admin" in page
    assert "Koordinator memutuskan" in page
    assert case_of("7700001").status == Status.CLOSED


def test_a_choice_that_is_none_changes_nothing(staff: Client) -> None:
    take_in([make_row()])
    take_in([make_row(status="Ditutup oleh Admin")], at=NOW + timedelta(days=1))
    find_conflicts(now=NOW + timedelta(days=1))

    staff.post(f"{PAGE}perbedaan/{Sp4nConflict.objects.get().pk}/", {"ikuti": "lain"})

    assert Sp4nConflict.objects.get().decided_at is None


def test_an_answer_is_shown_to_copy_and_noted(staff: Client) -> None:
    take_in([make_row()])
    complaint = case_of("7700001")
    forward(complaint=complaint, opd=unit("PUPRK"), reason="Lampu", user=koordinator(), now=NOW)
    reply = answer(
        complaint=complaint,
        text="Lampu & tiangnya sudah kami ganti.",
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=NOW,
    )
    page = staff.get(COPY).content.decode()

    staff.post(f"{COPY}jawaban/{reply.pk}/")

    assert "Lampu &amp; tiangnya sudah kami ganti." in page
    assert Reply.objects.get(pk=reply.pk).status == Reply.Status.SENT
    assert "Tidak ada jawaban yang menunggu." in staff.get(COPY).content.decode()


def test_a_unit_that_sp4n_does_not_name_is_to_be_entered_until_it_does(staff: Client) -> None:
    take_in([make_row(unit="")])
    forward(complaint=case_of("7700001"), opd=unit("PUPRK"), reason="Lampu", user=koordinator(), now=NOW)
    page = staff.get(COPY).content.decode()

    take_in([make_row(unit=unit("PUPRK").name.upper())], at=NOW + timedelta(days=1))

    assert 'id="disposisi-7700001"' in page
    assert unit("PUPRK").name in page
    assert "Tidak ada disposisi yang menunggu." in staff.get(COPY).content.decode()


def test_a_case_is_asked_for_and_its_number_kept(staff: Client) -> None:
    complaint = make_complaint()
    staff.post(COPY, {"number": complaint.number})
    row = Sp4nSubmission.objects.get()

    staff.post(f"{COPY}aduan/{row.pk}/", {"tracking_id": "7709999"})

    assert case_of("7709999") == complaint


def test_an_unknown_number_is_told_in_the_form(staff: Client) -> None:
    answered = staff.post(COPY, {"number": "AB-0000"})

    assert (answered.status_code, "Nomor aduan ini tidak ada." in answered.content.decode()) == (422, True)
