"""Sanggahan over HTTP and the monthly list for BKPSDM."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from complaints.clock_report import next_month, previous_month, read_report, write_report
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint
from complaints.services import disputing, pausing
from opd.models import Notice, Role
from sla.models import ClockKind, Dispute, SlaClock
from tests.cast import koordinator, member, petugas_lain, petugas_pupr, pimpinan
from tests.complaints.clock_kit import case_at_pupr, resolve_clock, sentences
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATE = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def complaint() -> Complaint:
    koordinator()
    return case_at_pupr()


@pytest.fixture
def clock(complaint: Complaint) -> SlaClock:
    """The first answer, which was due on the last of November."""
    return SlaClock.objects.get(complaint=complaint, kind=ClockKind.FIRST_ANSWER)


def contest(complaint: Complaint, clock: SlaClock, statement: str = "=Sudah ditelepon") -> Dispute:
    return disputing.contest_clock(
        complaint=complaint, clock=clock, statement=statement, reference="ND/12", user=petugas_pupr(), now=LATE
    )


def decide(dispute: Dispute, *, is_accepted: bool = True) -> None:
    disputing.decide_dispute(
        dispute=dispute, is_accepted=is_accepted, remark="Ada rekaman", user=koordinator(), now=LATE
    )


def test_contested_by_the_form_the_coordinator_is_told(client: Client, complaint: Complaint, clock: SlaClock) -> None:
    SlaClock.objects.filter(pk=clock.pk).update(
        started_at=MONDAY_MORNING - timedelta(days=60), due_at=MONDAY_MORNING - timedelta(days=30)
    )
    client.force_login(petugas_pupr())
    path = f"/aduan/{complaint.number}/tenggat/{clock.pk}/"
    before = client.get(path).context["can_contest"]

    response = client.post(f"{path}sanggah/", {"statement": "Sudah ditelepon", "reference": "ND/12"})

    dispute = Dispute.objects.get()
    assert (response.status_code, response["Location"], dispute.raised_by) == (302, path, petugas_pupr())
    assert (before, client.get(path).context["can_contest"]) == (True, False)
    assert Notice.objects.get(recipient=koordinator()).url == f"{path}sanggahan/"
    assert sentences(client, complaint)[-1] == "Petugas.Uji.Pupr menyanggah keterlambatan Tanggapan pertama"


def test_decided_by_the_form_and_both_stand(client: Client, complaint: Complaint, clock: SlaClock) -> None:
    dispute = contest(complaint, clock)
    client.force_login(koordinator())
    path = f"/aduan/{complaint.number}/tenggat/{clock.pk}/sanggahan/"

    client.post(path, {"is_accepted": "yes", "remark": "Ada rekaman"})

    dispute.refresh_from_db()
    line = next(line for line in read_report(koordinator(), NOVEMBER, LATE).lines if line.clock == clock)
    assert (dispute.is_upheld, line.counted, line.final) == (
        True,
        "Terlambat, masih berjalan",
        "Tidak dihitung terlambat",
    )
    assert client.get(path).context["decision"].outcome == "Sudah diterima: Ada rekaman"
    assert Notice.objects.get(subject__endswith="sanggahan diterima").recipient == petugas_pupr()


def test_refused_it_stays_late(complaint: Complaint, clock: SlaClock) -> None:
    decide(contest(complaint, clock), is_accepted=False)

    line = next(line for line in read_report(koordinator(), NOVEMBER, LATE).lines if line.clock == clock)
    assert (line.is_late, line.final) == (True, "Terlambat, masih berjalan")


def test_who_may_not(client: Client, complaint: Complaint, clock: SlaClock) -> None:
    with pytest.raises(NotAllowedError):
        disputing.contest_clock(
            complaint=complaint, clock=clock, statement="Coba", reference="", user=petugas_lain(), now=LATE
        )
    with pytest.raises(InvalidInputError):
        contest(complaint, clock, statement=" ")
    with pytest.raises(MoveNotAllowedError):
        disputing.contest_clock(
            complaint=complaint, clock=clock, statement="Uji", reference="", user=petugas_pupr(), now=MONDAY_MORNING
        )
    dispute = contest(complaint, clock)
    with pytest.raises(NotAllowedError):
        disputing.decide_dispute(dispute=dispute, is_accepted=True, remark="Ya", user=petugas_pupr(), now=LATE)
    client.force_login(petugas_pupr())
    assert client.post(f"/aduan/{complaint.number}/tenggat/{clock.pk}/sanggahan/").status_code == 403


def test_the_month_is_downloaded_as_a_workbook(client: Client, complaint: Complaint, clock: SlaClock) -> None:
    client.force_login(koordinator())

    response = client.get("/laporan/tenggat/unduh/?bulan=2026-11")

    numbers = {row[0] for row in load_workbook(BytesIO(response.content))["Tenggat"].iter_rows(values_only=True)}
    assert response["Content-Disposition"] == 'attachment; filename="tenggat-2026-11.xlsx"'
    assert numbers == {"Aduan", complaint.number}


def test_the_list_for_bkpsdm_holds_every_pause_reason_and_source(complaint: Complaint, clock: SlaClock) -> None:
    pausing.pause_clock(
        complaint=complaint, code="weather", note="=cmd|' /C calc'!A0", user=petugas_pupr(), now=MONDAY_MORNING
    )
    decide(contest(complaint, clock))
    SlaClock.objects.filter(pk=resolve_clock(complaint).pk).update(due_at=MONDAY_MORNING)

    book = load_workbook(BytesIO(write_report(read_report(koordinator(), NOVEMBER, LATE))))

    rows = {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}
    start = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001
    limit = datetime(2026, 11, 26, 16, 0)  # noqa: DTZ001
    assert rows["Jeda"][1] == (
        *(complaint.number, "Penyelesaian", "Cuaca atau air pasang: =cmd|' /C calc'!A0", start, None, limit, None),
        *("Ketentuan kota", "Petugas.Uji.Pupr"),
    )
    assert rows["Sanggahan"][1][:4] == (complaint.number, "Tanggapan pertama", "'=Sudah ditelepon", "ND/12")
    assert rows["Sanggahan"][1][7:9] == ("Disetujui", "Ada rekaman")
    answer = next(row for row in rows["Tenggat"] if row[3] == "Tanggapan pertama")
    assert answer[10:13] == ("Tidak dihitung terlambat", "5 hari kerja", "SP4N-LAPOR")
    assert {cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row} == {"s", "d", "n"}


def test_the_page_counts_by_unit(client: Client, complaint: Complaint, clock: SlaClock) -> None:
    contest(complaint, clock)
    client.force_login(koordinator())

    response = client.get("/laporan/tenggat/?bulan=2026-11")

    units = read_report(koordinator(), NOVEMBER, LATE).units()
    # The router's decision is in time; receipt, acceptance and first answer are late.
    assert [(row.unit, row.total, row.met, row.late, row.excused) for row in units] == [("PUPRK", 4, 1, 3, 0)]
    assert (response.status_code, list(response.context["disputes"])) == (200, [Dispute.objects.get()])


def test_a_secret_case_is_in_the_coordinators_list_alone(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(is_secret=True)
    sekda = member("sekda.uji", Role.SEKDA)

    assert [bool(read_report(user, NOVEMBER, LATE).lines) for user in (koordinator(), sekda)] == [True, False]


@pytest.mark.parametrize("path", ["/laporan/tenggat/", "/laporan/tenggat/unduh/"])
def test_people_of_one_agency_see_no_list_of_the_city(client: Client, complaint: Complaint, path: str) -> None:
    statuses = []
    for user in (koordinator(), member("sekda.uji", Role.SEKDA), pimpinan(), petugas_pupr()):
        client.force_login(user)
        statuses.append(client.get(f"{path}?bulan=kapan").status_code)

    assert statuses == [200, 200, 403, 403]


def test_months_around_the_turn_of_the_year() -> None:
    assert (next_month(date(2026, 12, 1)), previous_month(date(2027, 1, 1))) == (date(2027, 1, 1), date(2026, 12, 1))


def test_the_report_reads_as_many_rows_as_it_likes_in_the_same_queries(
    complaint: Complaint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = koordinator()
    with django_assert_num_queries(5):
        read_report(reader, NOVEMBER, LATE)
    make_complaint("Lampu jalan di simpang padam sejak kemarin malam", phone="+6281200000002")
    with django_assert_num_queries(5):
        read_report(reader, NOVEMBER, LATE)
