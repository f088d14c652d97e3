from datetime import datetime, timedelta
from typing import Any

import pytest

from complaints.errors import ConflictError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, MessageTemplate, Reply
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
    promises = SlaClock.objects.filter(complaint=complaint, is_open=True).exclude(kind=ClockKind.WINDOW)
    return set(promises.values_list("kind", flat=True))


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

    with pytest.raises(
        ConflictError, match=r"^Anda sendiri sudah menjawab aduan ini pukul \d\d\.\d\d\. Tetap kirim\?$"
    ):
        answer(complaint, version=seen)

    assert Reply.objects.filter(kind="answer").count() == 1


def test_the_second_is_told_who_was_first() -> None:
    complaint = make_complaint()
    seen = complaint.version
    answer(complaint)
    second: dict[str, Any] = {"complaint": complaint, "text": "x", "kind": "answer", "user": cast.koordinator()}

    with pytest.raises(ConflictError, match=r"^Aduan ini sudah dijawab Petugas\.Uji\.Pupr pukul "):
        replies.answer(**second, version=seen, now=LATER)


def test_an_older_answer_is_not_what_changed() -> None:
    complaint = make_complaint()
    answer(complaint)
    complaint.refresh_from_db()
    seen, later = complaint.version, LATER + timedelta(minutes=5)
    handling.release(complaint=complaint, user=cast.petugas_pupr(), now=later)

    with pytest.raises(
        ConflictError, match=r"^Aduan ini sudah berubah pukul \d\d\.\d\d: Dilepas Petugas\.Uji\.Pupr\. "
    ):
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


SHUT = MONDAY_MORNING + timedelta(hours=24) - timedelta(minutes=5)


def answer_at(complaint: Complaint, now: datetime) -> Reply:
    user = cast.petugas_pupr()
    return replies.answer(
        complaint=complaint, text="Kami cek.", kind="answer", user=user, version=complaint.version, now=now
    )


def make_template(**changes: Any) -> MessageTemplate:
    facts: dict[str, Any] = {
        "channel": "whatsapp",
        "name": "hasil_aduan",
        "language": "id",
        "state": "approved",
        "body": "Aduan {{nomor}} selesai: {{hasil}}",
        "names": ["nomor", "hasil"],
        "is_plain": True,
        "synced_at": MONDAY_MORNING,
    }
    return MessageTemplate.objects.create(**facts | changes)


def test_free_text_is_refused_once_the_window_is_about_to_close() -> None:
    complaint = make_complaint()

    with pytest.raises(InvalidInputError, match="24 jam sudah tertutup"):
        answer_at(complaint, SHUT)

    assert answer_at(complaint, SHUT - timedelta(seconds=1)).form == "text"


def test_a_template_goes_out_after_the_window_and_stops_the_clocks() -> None:
    complaint, template = make_complaint(), make_template()

    reply = replies.answer_with_template(
        complaint=complaint,
        template=template,
        values=[complaint.number, "Sudah ditambal."],
        kind="answer",
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=SHUT,
    )

    assert (reply.form, reply.text) == ("template", f"Aduan {complaint.number} selesai: Sudah ditambal.")
    assert reply.content["parameters"] == [complaint.number, "Sudah ditambal."]
    assert running(complaint) == {ClockKind.RESOLVE}


@pytest.mark.parametrize("change", [{"state": "paused"}, {"language": "en"}, {"is_plain": False}])
def test_a_template_that_is_not_approved_for_this_is_refused(change: dict[str, Any]) -> None:
    complaint = make_complaint()

    with pytest.raises(InvalidInputError, match="belum disetujui"):
        replies.answer_with_template(
            complaint=complaint,
            template=make_template(**change),
            values=["a", "b"],
            kind="answer",
            user=cast.petugas_pupr(),
            version=complaint.version,
            now=SHUT,
        )


def test_another_agency_sends_no_template() -> None:
    complaint = make_complaint()

    with pytest.raises(NotAllowedError):
        replies.answer_with_template(
            complaint=complaint,
            template=make_template(),
            values=["a", "b"],
            kind="answer",
            user=cast.petugas_lain(),
            version=complaint.version,
            now=SHUT,
        )


def tell(complaint: Complaint, now: datetime, text: str = "Sudah ditambal.") -> tuple[str, str, str]:
    reply = replies.tell_result(
        complaint=complaint, text=text, user=cast.petugas_pupr(), version=complaint.version, now=now
    )
    return reply.form, reply.status, reply.text


def test_a_result_is_told_in_free_text_while_the_window_is_open() -> None:
    make_template()

    assert tell(make_complaint(), LATER) == ("text", "pending", "Sudah ditambal.")


def test_a_result_is_told_by_template_after_the_window() -> None:
    make_template()
    complaint = make_complaint()

    assert tell(complaint, SHUT) == ("template", "pending", f"Aduan {complaint.number} selesai: Sudah ditambal.")


def test_a_result_without_a_fitting_template_is_held_until_the_citizen_writes() -> None:
    make_template(state="paused")

    assert tell(make_complaint(), SHUT) == ("text", "held", "Sudah ditambal.")


def test_a_result_too_long_for_its_template_is_held_whole() -> None:
    make_template()

    long = ("Sudah ditambal. " * 80).strip()

    assert tell(make_complaint(), SHUT, long) == ("text", "held", long)


def test_a_reply_of_unknown_fate_is_sent_again_only_by_an_officers_decision_and_once() -> None:
    reply = answer(make_complaint())
    Reply.objects.filter(pk=reply.pk).update(status="unknown", quoted_external_id="wamid.q")
    reply.refresh_from_db()

    with pytest.raises(NotAllowedError):
        replies.resend_unknown(reply=reply, user=cast.petugas_lain(), now=LATER)
    again = replies.resend_unknown(reply=reply, user=cast.pimpinan(), now=LATER)

    assert (again.status, again.retry_of, again.text) == ("pending", reply, reply.text)
    assert (again.next_attempt_at, again.quoted_external_id) == (LATER, "wamid.q")
    with pytest.raises(MoveNotAllowedError, match="tidak perlu dikirim ulang"):
        replies.resend_unknown(reply=reply, user=cast.pimpinan(), now=LATER)


def test_a_reply_whose_fate_became_known_is_not_sent_again() -> None:
    reply = answer(make_complaint())
    Reply.objects.filter(pk=reply.pk).update(status="delivered")

    with pytest.raises(MoveNotAllowedError, match="sudah datang"):
        replies.resend_unknown(reply=reply, user=cast.petugas_pupr(), now=LATER)


def test_a_question_that_does_not_arrive_makes_nobody_wait() -> None:
    complaint = make_complaint()
    reply = answer(complaint, "question", "Di RT berapa?")

    delivery.mark_failed(reply=reply, reason="x", code=131026, now=LATER)

    complaint.refresh_from_db()
    assert complaint.status == "in_progress"
    assert running(complaint) == {ClockKind.ACKNOWLEDGE, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE}
    assert SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE).paused_at is None
