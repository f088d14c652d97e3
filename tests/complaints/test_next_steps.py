"""Terima dan sebut langkah berikut: one tap, a safe sentence, a promise with its owner and its clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now as real_now
from complaints.errors import ConflictError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Reply
from complaints.services import next_steps, replies
from complaints.services.withdrawing import cancel_reply
from opd.models import Kelurahan, User
from sla.models import ClockKind, Pledge, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
TODAY = LATER + timedelta(hours=2)
WEDNESDAY = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # 16.00 WITA, the offices close


@pytest.fixture
def complaint() -> Complaint:
    return make_complaint()


def acknowledge(complaint: Complaint, now: datetime = LATER, user: User | None = None) -> Reply:
    complaint.refresh_from_db()
    return next_steps.acknowledge(
        complaint=complaint, user=user or cast.petugas_pupr(), version=complaint.version, now=now
    )


def running(complaint: Complaint) -> set[str]:
    promises = SlaClock.objects.filter(complaint=complaint, is_open=True).exclude(kind=ClockKind.WINDOW)
    return set(promises.values_list("kind", flat=True))


def test_it_says_what_was_read_who_looks_and_by_when(complaint: Complaint) -> None:
    area = Kelurahan.objects.get(name="Tanjung Laut")
    Complaint.objects.update(subject="Jalan berlubang parah", kelurahan=area)

    reply = acknowledge(complaint)

    unit = complaint.opd.name if complaint.opd else ""
    assert reply.kind == "receipt"
    assert reply.text == (
        "Terima kasih, aduan Anda tentang “Jalan berlubang parah” di Kelurahan Tanjung Laut sudah kami baca. "
        f"Petugas {unit} memeriksa keadaan jalannya dan memberi Anda kabar paling lambat Rabu, 25 November 2026."
    )


@pytest.mark.parametrize(
    "subject", ["Pak Joko Susilo buang sampah", "JALAN RUSAK PARAH", "Hubungi 0812-3456-7890", "Isi [nama] dulu", " "]
)
def test_a_subject_with_a_finding_is_not_quoted(complaint: Complaint, subject: str) -> None:
    Complaint.objects.update(subject=subject, kelurahan=None)

    assert acknowledge(complaint).text.split(". ")[0] == "Terima kasih, aduan Anda sudah kami baca"


def test_acknowledged_is_not_answered_and_the_day_is_a_promise_of_its_officer(complaint: Complaint) -> None:
    reply = acknowledge(complaint)

    pledge = Pledge.objects.get()
    assert running(complaint) == {ClockKind.FIRST_ANSWER, ClockKind.RESOLVE, ClockKind.PROMISE}
    assert (pledge.pledged_by, pledge.about, pledge.level) == (cast.petugas_pupr(), "first_answer", "petugas")
    assert (pledge.clock.due_at, pledge.clock.holder) == (WEDNESDAY, cast.petugas_pupr())
    event = complaint.events.get(type="reply.written")
    assert event.data == {"kind": "receipt", "reply": reply.pk, "next_step_at": "2026-11-25T16:00:00+08:00"}


def test_the_giver_is_reminded_and_a_broken_word_goes_up(complaint: Complaint) -> None:
    acknowledge(complaint)

    steps = Pledge.objects.get().clock.steps.order_by("fires_at", "rank")
    assert [step.level for step in steps][:2] == ["petugas", "koordinator"]


def test_an_answer_keeps_the_promise(complaint: Complaint) -> None:
    acknowledge(complaint)
    complaint.refresh_from_db()

    replies.answer(
        complaint=complaint,
        text="Sudah kami tambal.",
        kind="answer",
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=TODAY,
    )

    assert Pledge.objects.get().clock.stopped_at == TODAY
    assert running(complaint) == {ClockKind.RESOLVE}


def test_taken_back_the_promise_ends_with_the_word(complaint: Complaint) -> None:
    before = running(complaint)
    reply = acknowledge(complaint)

    cancel_reply(reply=reply, user=cast.petugas_pupr(), now=LATER + timedelta(seconds=3))

    assert running(complaint) == before
    assert Pledge.objects.get().clock.cancelled_at == LATER + timedelta(seconds=3)


def test_the_day_is_never_after_an_older_promise(complaint: Complaint) -> None:
    tuesday = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    SlaClock.objects.filter(complaint=complaint, kind=ClockKind.FIRST_ANSWER).update(due_at=tuesday)

    acknowledge(complaint)

    assert Pledge.objects.get().clock.due_at == tuesday


def test_a_word_that_did_not_arrive_is_said_again_with_its_own_day(complaint: Complaint) -> None:
    first = acknowledge(complaint)
    SlaClock.objects.filter(complaint=complaint, kind=ClockKind.ACKNOWLEDGE).update(stopped_at=None, is_open=True)

    second = acknowledge(complaint, now=LATER + timedelta(hours=5))

    assert second.text == first.text
    assert Pledge.objects.count() == 1


def test_once_is_enough(complaint: Complaint) -> None:
    acknowledge(complaint)

    with pytest.raises(MoveNotAllowedError, match=r"^Aduan ini sudah ditanggapi petugas\.$"):
        acknowledge(complaint)


def test_a_stale_page_and_another_agency_are_refused(complaint: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        acknowledge(complaint, user=cast.petugas_lain())
    with pytest.raises(ConflictError):
        next_steps.acknowledge(complaint=complaint, user=cast.petugas_pupr(), version=complaint.version + 1, now=LATER)
    assert Pledge.objects.count() == 0


def test_the_page_shows_the_sentence_and_the_tap_sends_it(client: Client) -> None:
    complaint = make_complaint(at=real_now() - timedelta(minutes=30))
    client.force_login(cast.petugas_pupr())
    path = f"/aduan/{complaint.number}/"
    shown = client.get(path).context["composer"].acknowledgement

    refused = client.post(f"{path}terima/", {"version": ""})
    done = client.post(f"{path}terima/", {"version": complaint.version}, follow=True)

    assert refused.status_code == 422
    assert Reply.objects.get(kind="receipt").text == shown
    assert done.context["composer"].acknowledgement == ""


def test_another_agency_finds_no_button(client: Client, complaint: Complaint) -> None:
    client.force_login(cast.petugas_lain())

    assert client.post(f"/aduan/{complaint.number}/terima/", {"version": complaint.version}).status_code == 404
