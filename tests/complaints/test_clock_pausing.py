"""Jeda and Lanjutkan, and the sweep that ends a pause at its limit."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint
from complaints.services import pausing, replies
from complaints.tasks import end_pauses
from opd.models import Notice
from sla.models import ClockPause
from tests.cast import koordinator, petugas_lain, petugas_pupr
from tests.complaints.clock_kit import case_at_pupr, resolve_clock, sentences
from tests.factories import MONDAY_MORNING, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LIMIT = MONDAY_MORNING + timedelta(days=3, hours=7)  # 16.00 on Thursday, the third working day


@pytest.fixture
def complaint() -> Complaint:
    return case_at_pupr()


def hold(complaint: Complaint, note: str = "Banjir rob") -> None:
    pausing.pause_clock(complaint=complaint, code="weather", note=note, user=petugas_pupr(), now=MONDAY_MORNING)


def test_by_the_form_it_is_held_and_said(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())

    response = client.post(f"/aduan/{complaint.number}/tenggat/jeda/", {"code": "weather", "note": "Banjir rob"})

    assert (response.status_code, response["Location"]) == (302, f"/aduan/{complaint.number}/")
    held = ClockPause.objects.get()
    assert (held.clock, held.set_by, held.ended_at) == (resolve_clock(complaint), petugas_pupr(), None)
    assert sentences(client, complaint)[-1].startswith(
        "Tenggat penyelesaian dijeda Petugas.Uji.Pupr: Cuaca atau air pasang: Banjir rob. Paling lambat "
    )


def test_lanjutkan_lets_it_run(client: Client, complaint: Complaint) -> None:
    hold(complaint)
    client.force_login(petugas_pupr())

    client.post(f"/aduan/{complaint.number}/tenggat/lanjutkan/")

    assert resolve_clock(complaint).paused_at is None
    assert sentences(client, complaint)[-1] == "Tenggat penyelesaian dijalankan lagi oleh Petugas.Uji.Pupr"


def test_the_page_offers_what_can_be_done(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())
    before = client.get(f"/aduan/{complaint.number}/").context["desk"]
    hold(complaint)
    after = client.get(f"/aduan/{complaint.number}/").context["desk"]

    assert (before.can_pause, before.can_resume) == (True, False)
    assert (after.can_pause, after.can_resume, after.pause.reason) == (
        False,
        True,
        "Cuaca atau air pasang: Banjir rob",
    )


def test_without_an_explanation_nothing_rests(complaint: Complaint) -> None:
    with pytest.raises(InvalidInputError, match="penjelasan"):
        hold(complaint, note=" ")
    assert ClockPause.objects.count() == 0


def test_another_agency_holds_nothing(client: Client, complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        pausing.pause_clock(complaint=complaint, code="weather", note="Coba", user=petugas_lain(), now=MONDAY_MORNING)
    hold(complaint)
    with pytest.raises(NotAllowedError):
        pausing.resume_clock(complaint=complaint, user=petugas_lain(), now=MONDAY_MORNING)
    client.force_login(petugas_lain())
    assert client.post(f"/aduan/{complaint.number}/tenggat/jeda/").status_code == 404


def test_a_case_that_waits_for_the_citizen_is_not_held_as_well(complaint: Complaint) -> None:
    replies.answer(
        complaint=complaint,
        text="Di RT berapa?",
        kind="question",
        user=petugas_pupr(),
        version=complaint.version,
        now=MONDAY_MORNING + timedelta(minutes=1),
    )
    complaint.refresh_from_db()

    with pytest.raises(MoveNotAllowedError):
        hold(complaint)


def test_waiting_for_the_citizen_ends_by_itself_when_he_writes(complaint: Complaint) -> None:
    asked, wrote = MONDAY_MORNING + timedelta(minutes=1), MONDAY_MORNING + timedelta(hours=2)
    replies.answer(
        complaint=complaint,
        text="Di RT berapa?",
        kind="question",
        user=petugas_pupr(),
        version=complaint.version,
        now=asked,
    )

    receive(make_event("Di RT 12 depan masjid", at=wrote))

    pause = ClockPause.objects.get()
    assert (pause.code, pause.source, pause.started_at) == ("citizen", "SP4N-LAPOR", asked)
    assert pause.ended_at == wrote + timedelta(seconds=1)


def test_at_its_limit_the_sweep_ends_it_once_and_tells_the_officer(client: Client, complaint: Complaint) -> None:
    hold(complaint)
    due = resolve_clock(complaint).due_at

    runs = [pausing.end_expired_pauses(now=LIMIT + timedelta(minutes=late)) for late in (0, 90, 91)]

    client.force_login(koordinator())
    notice = Notice.objects.get(subject=f"Aduan {complaint.number}: jeda berakhir")
    assert (runs, ClockPause.objects.get().ended_at, notice.recipient) == ([0, 1, 0], LIMIT, petugas_pupr())
    assert resolve_clock(complaint).due_at > due
    assert sentences(client, complaint)[-1] == (
        "Batas jeda habis, tenggat penyelesaian berjalan lagi: Cuaca atau air pasang: Banjir rob"
    )


def test_the_task_ends_what_is_over_by_now(complaint: Complaint) -> None:
    hold(complaint)
    ClockPause.objects.update(
        limit_at=MONDAY_MORNING - timedelta(days=30), started_at=MONDAY_MORNING - timedelta(days=40)
    )

    assert (end_pauses(), ClockPause.objects.filter(ended_at=None).count()) == (1, 0)
