"""Days in an officer's own words, and what becomes of one that he promises."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from complaints.kept_promises import read_promises
from complaints.models import Complaint, ComplaintEvent, Reply
from complaints.promised_dates import find_named_days
from complaints.services import replies
from complaints.services.withdrawing import cancel_reply
from sla.calendars import current_calendar
from sla.models import ClockKind, SlaClock
from tests.cast import petugas_pupr, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10.00 WITA


def days_in(text: str, now: datetime = TUESDAY) -> list[str]:
    return [named.day.isoformat() for named in find_named_days(text, now, current_calendar())]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Kami periksa besok pagi.", ["2026-11-25"]),
        ("Regu kami datang lusa.", ["2026-11-26"]),
        ("Kami kabari hari ini.", ["2026-11-24"]),
        ("Lubang akan ditambal Kamis.", ["2026-11-26"]),
        ("Lubang akan ditambal hari Jumat depan.", ["2026-11-27"]),
        ("Kami datang Selasa.", ["2026-12-01"]),
        ("Kami datang Selasa ini.", ["2026-11-24"]),
        ("Kami datang Kamis minggu depan.", ["2026-12-03"]),
        ("Petugas memeriksa hari Minggu.", ["2026-11-29"]),
        ("Kami kabari minggu depan.", ["2026-12-04"]),
        ("Paling lambat 12 Desember.", ["2026-12-12"]),
        ("Kami kabari paling lambat Kamis, 26 November 2026 pukul 16.00 WITA.", ["2026-11-26"]),
        ("Regu kami datang 5 Januari.", ["2027-01-05"]),
        ("Pekerjaan akan selesai 15/12/2026.", ["2026-12-15"]),
        ("Kami jawab dalam 2 hari kerja.", ["2026-11-26"]),
        ("Kami jawab paling lama tiga hari kerja.", ["2026-11-27"]),
        ("Kami kabari 3 hari lagi.", ["2026-11-27"]),
        ("Kami tangani dalam 3x24 jam.", ["2026-11-27"]),
        ("Kami kabari dua minggu lagi.", ["2026-12-08"]),
        ("Kami periksa besok, dan pekerjaan selesai 12 Desember.", ["2026-11-25", "2026-12-12"]),
        ("Sudah kami jadwalkan Kamis.", ["2026-11-26"]),
        # No promise: what has been, what always is, what the citizen does, what depends.
        ("Kami sudah memeriksa lokasi Senin.", []),
        ("Aduan Anda kami terima kemarin.", []),
        ("Kami terima laporan pada 12 November.", []),
        ("Loket kami buka setiap Senin.", []),
        ("Kami melayani Senin sampai Jumat.", []),
        ("Kantor kami buka Senin - Jumat.", []),
        ("Silakan datang besok ke kantor kami.", []),
        ("Bila hujan, kami tunda sampai Senin.", []),
        ("Terima kasih, Selamat hari Senin.", []),
        ("Anda dapat datang besok ke kantor kami.", []),
        ("Kami kabari 31 Februari.", []),
        ("Pekerjaan kami rencanakan 12 Desember 2028.", []),
        ("Nomor 12 di Jalan Kamis Raya.", []),
    ],
)
def test_days_are_read_as_people_mean_them(text: str, days: list[str]) -> None:
    assert days_in(text) == days


def test_working_days_pass_over_the_weekend() -> None:
    friday = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)

    assert days_in("Kami jawab dalam 2 hari kerja.", friday) == ["2026-12-01"]


def test_after_midnight_in_bontang_tomorrow_is_another_day() -> None:
    late = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 01.00 WITA of the 25th

    assert days_in("Kami periksa besok.", late) == ["2026-11-26"]


@pytest.fixture
def complaint() -> Complaint:
    made = make_complaint(at=timezone.now() - timedelta(minutes=1))
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def post(client: Client, complaint: Complaint, text: str, **more: str) -> object:
    complaint.refresh_from_db()
    facts = {"mode": "reply", "kind": "answer", "text": text, "version": str(complaint.version), **more}
    return client.post(f"/aduan/{complaint.number}/balas/", facts)


def promise_of(complaint: Complaint) -> SlaClock | None:
    return SlaClock.objects.filter(complaint=complaint, kind=ClockKind.PROMISE).order_by("-pk").first()


def in_days(count: int) -> date:
    return timezone.localtime().date() + timedelta(days=count)


def test_a_named_day_is_offered_before_anything_is_sent(officer: Client, complaint: Complaint) -> None:
    page = post(officer, complaint, "Regu kami datang lusa.")

    assert page.status_code == 422  # type: ignore[attr-defined]
    assert [named.day for named in page.context["offers"]] == [in_days(2)]  # type: ignore[attr-defined]
    assert "Jadikan janji?" in page.content.decode()  # type: ignore[attr-defined]
    assert not Reply.objects.filter(complaint=complaint, kind="answer").exists()


def test_a_promise_has_an_owner_a_clock_and_a_place_in_the_rate(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Regu kami datang lusa.", promise=in_days(2).isoformat())

    clock = promise_of(complaint)
    assert clock is not None
    assert (clock.holder, timezone.localtime(clock.due_at).date(), clock.is_open) == (petugas_pupr(), in_days(2), True)
    assert clock.steps.exists()
    lines = [entry.text for entry in officer.get(f"/aduan/{complaint.number}/").context["entries"]]
    assert any("menjanjikan kabar kepada pelapor sampai" in line for line in lines)

    post(officer, complaint, "Lubangnya selesai kami tambal.")

    clock.refresh_from_db()
    report = read_promises(petugas_pupr(), timezone.localtime(clock.due_at).date().replace(day=1), timezone.now())
    assert (clock.is_open, report.own.kept, report.own.broken) == (False, 1, 0)


def test_what_is_no_promise_starts_no_clock(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Regu kami datang lusa.", promise="no")

    assert Reply.objects.filter(complaint=complaint, kind="answer").count() == 1
    assert promise_of(complaint) is None


def test_a_day_that_is_not_in_the_words_is_no_promise(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Regu kami datang lusa.", promise=in_days(30).isoformat())

    assert promise_of(complaint) is None


def test_notes_are_asked_nothing(officer: Client, complaint: Complaint) -> None:
    page = post(officer, complaint, "Regu kami datang lusa.", mode="note")

    assert page.status_code == 302  # type: ignore[attr-defined]


def test_the_choice_stays_while_the_words_are_mended(officer: Client, complaint: Complaint) -> None:
    page = post(officer, complaint, "Regu kami datang lusa. Hubungi 081234567890.", promise="no")

    assert page.status_code == 422  # type: ignore[attr-defined]
    assert '<input type="radio" name="promise" value="no" checked>' in page.content.decode()  # type: ignore[attr-defined]


def test_a_promise_ends_with_the_answer_that_is_taken_back(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Regu kami datang lusa.", promise=in_days(2).isoformat())
    reply = Reply.objects.get(complaint=complaint, kind="answer")

    cancel_reply(reply=reply, user=petugas_pupr(), now=reply.created_at + timedelta(seconds=1))

    clock = promise_of(complaint)
    assert clock is not None
    assert clock.cancelled_at is not None
    complaint.refresh_from_db()
    assert complaint.status == "forwarded"


def test_a_broken_promise_is_told_and_counted(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Regu kami datang lusa.", promise=in_days(2).isoformat())
    clock = promise_of(complaint)
    assert clock is not None
    month = timezone.localtime(clock.due_at).date().replace(day=1)

    report = read_promises(petugas_pupr(), month, clock.due_at + timedelta(seconds=1))

    assert (report.own.kept, report.own.broken) == (0, 1)


def test_a_second_word_is_not_offered_while_somebodys_runs_on(officer: Client, complaint: Complaint) -> None:
    post(officer, complaint, "Kami mulai memeriksa.")
    complaint.refresh_from_db()
    day = in_days(2)
    details = replies.ReplyDetails(promised_on=day)
    replies.answer(
        complaint=complaint,
        text="Regu kami datang lusa.",
        kind="answer",
        user=petugas_pupr(),
        version=complaint.version,
        now=timezone.now(),
        details=details,
    )
    complaint.refresh_from_db()

    page = post(officer, complaint, "Tanda terima: kami kabari lusa.", kind="receipt")

    assert page.status_code == 302  # type: ignore[attr-defined]
    assert ComplaintEvent.objects.filter(complaint=complaint, type="promise.given").count() == 1
