from datetime import timedelta

import pytest

from complaints.errors import ConflictError, InvalidInputError, NotAllowedError
from complaints.models import Complaint, Reply
from complaints.services import delivery, handling, replies, resolving
from sla.models import ClockKind, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)


def answer(complaint: Complaint, kind: str = "answer", text: str = "Kami perbaiki besok.", version: int = -1) -> Reply:
    version = complaint.version if version < 0 else version
    return replies.answer(
        complaint=complaint, text=text, kind=kind, user=cast.petugas_pupr(), version=version, now=LATER
    )


def running(complaint: Complaint) -> set[str]:
    return set(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True))


def test_acknowledged_is_not_answered() -> None:
    complaint = make_complaint()

    answer(complaint, "receipt")

    assert running(complaint) == {ClockKind.FIRST_ANSWER, ClockKind.RESOLVE}


def test_an_automatic_message_is_never_the_first_response() -> None:
    complaint = make_complaint()

    delivery.mark_sent(reply=Reply.objects.get(kind="acknowledgement"), external_id="wamid.a", now=LATER)

    assert ClockKind.ACKNOWLEDGE in running(complaint)


def test_a_reply_that_fails_lets_the_clock_run_again() -> None:
    complaint = make_complaint()
    reply = answer(complaint)

    delivery.mark_failed(reply=reply, reason="Nomor tidak aktif", code=131026, now=LATER + timedelta(minutes=1))

    reply.refresh_from_db()
    assert (reply.status, reply.last_error) == ("failed", "Nomor tidak aktif")
    assert ClockKind.FIRST_ANSWER in running(complaint)


def test_a_failed_reply_is_sent_again_as_a_row_of_its_own_and_only_once() -> None:
    complaint = make_complaint()
    reply = answer(complaint)
    delivery.mark_failed(reply=reply, reason="x", code=None, now=LATER)

    again = replies.retry(reply=reply, user=cast.petugas_pupr(), now=LATER)

    assert (again.status, again.retry_of) == ("pending", reply)
    with pytest.raises(Exception, match="tidak perlu dikirim ulang"):
        replies.retry(reply=reply, user=cast.petugas_pupr(), now=LATER)


def test_two_officers_at_once_the_second_is_told_and_nothing_is_written() -> None:
    complaint = make_complaint()
    seen = complaint.version
    answer(complaint)

    with pytest.raises(ConflictError, match=r"^Aduan ini baru saja berubah\. Tetap kirim\?$"):
        answer(complaint, version=seen)

    assert Reply.objects.filter(kind="answer").count() == 1


def test_the_second_is_told_who_was_first() -> None:
    complaint = make_complaint()
    seen = complaint.version
    answer(complaint)
    second = {"complaint": complaint, "text": "x", "kind": "answer", "user": cast.koordinator(), "now": LATER}

    with pytest.raises(ConflictError, match=r"^Petugas\.Uji\.Pupr sudah membalas lebih dulu\. Tetap kirim\?$"):
        replies.answer(**second, version=seen)


def test_an_older_answer_is_not_what_changed() -> None:
    complaint = make_complaint()
    answer(complaint)
    complaint.refresh_from_db()
    seen, later = complaint.version, LATER + timedelta(minutes=5)
    handling.release(complaint=complaint, user=cast.petugas_pupr(), now=later)

    with pytest.raises(ConflictError, match=r"^Aduan ini baru saja berubah\."):
        replies.answer(complaint=complaint, text="x", kind="answer", user=cast.koordinator(), version=seen, now=later)


def test_a_petugas_of_another_agency_cannot_answer() -> None:
    complaint = make_complaint()

    with pytest.raises(NotAllowedError):
        replies.answer(
            complaint=complaint, text="x", kind="answer", user=cast.petugas_lain(), version=complaint.version, now=LATER
        )


def test_an_empty_reply_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="masih kosong"):
        answer(make_complaint(), text="  \n ")


def test_a_question_pauses_resolving_until_the_citizen_writes() -> None:
    complaint = make_complaint()
    answer(complaint, "question", "Di RT berapa?")
    paused = SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE).paused_at

    receive(make_event("RT 05", at=LATER + timedelta(hours=2)))

    complaint.refresh_from_db()
    assert paused == LATER
    assert complaint.status == "in_progress"
    assert SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE).paused_at is None


def test_resolving_tells_the_citizen_and_stops_every_clock() -> None:
    complaint = make_complaint()

    reply = resolving.resolve(complaint=complaint, resolution="Sudah ditambal.", user=cast.petugas_pupr(), now=LATER)

    complaint.refresh_from_db()
    assert (complaint.status, reply.text) == ("resolved", "Sudah ditambal.")
    assert running(complaint) == set()


def test_an_internal_note_is_never_in_a_reply() -> None:
    complaint = make_complaint()

    handling.add_note(complaint=complaint, text="rahasia kantor", user=cast.petugas_pupr(), now=LATER)

    assert not Reply.objects.filter(text__contains="rahasia kantor").exists()
    assert ClockKind.ACKNOWLEDGE in running(complaint)


def test_a_transfer_buys_no_time() -> None:
    complaint = make_complaint()
    before = SlaClock.objects.get(complaint=complaint, kind=ClockKind.FIRST_ANSWER).due_at

    handling.forward(complaint=complaint, opd=cast.unit("DISHUB"), reason="PJU", user=cast.petugas_pupr(), now=LATER)

    clock = SlaClock.objects.get(complaint=complaint, kind=ClockKind.FIRST_ANSWER)
    assert (clock.due_at, clock.opd) == (before, cast.unit("DISHUB"))


def test_of_two_who_take_at_once_one_wins() -> None:
    complaint = make_complaint()
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    with pytest.raises(Exception, match="sudah diambil"):
        handling.take(complaint=complaint, user=cast.koordinator(), now=LATER)
