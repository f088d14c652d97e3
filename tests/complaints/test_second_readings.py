"""Minta dibaca: who reads, within which time, and what may be sent afterwards."""

from datetime import timedelta

import pytest

from complaints.errors import FindingsError, InvalidInputError, MoveNotAllowedError, NotAllowedError, ReadingNeededError
from complaints.models import Complaint, ComplaintEvent, Reply, SecondReading
from complaints.readers import read_queue, readers_for
from complaints.services import replies, resolving, withdrawing
from complaints.services.next_steps import acknowledge
from complaints.services.second_readings import (
    Draft,
    approve_reading,
    ask_reading,
    return_reading,
    withdraw_reading,
)
from opd.models import Notice, Role, User
from sla.models import ClockKind, EscalationStep, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
SOON = LATER + timedelta(minutes=10)
RED = "Ada pungli di loket parkir, saya dimintai uang. Jalan di depannya berlubang parah"
PLAIN = "Kami periksa besok pagi."


@pytest.fixture
def writer() -> User:
    return cast.petugas_pupr()


@pytest.fixture
def head() -> User:
    return cast.pimpinan()


def at_pupr(text: str = RED) -> Complaint:
    complaint = make_complaint(text)
    Complaint.objects.filter(pk=complaint.pk).update(opd=cast.unit("PUPRK"), status="forwarded")
    complaint.refresh_from_db()
    return complaint


def ask(complaint: Complaint, reader: User, text: str = PLAIN, **more: object) -> SecondReading:
    draft = Draft(text, **more)  # type: ignore[arg-type]
    return ask_reading(
        complaint=complaint, draft=draft, reader=reader, question="Aman?", user=cast.petugas_pupr(), now=LATER
    )


def send(complaint: Complaint, text: str = PLAIN, *, kind: str = "answer", override_reason: str = "") -> Reply:
    complaint.refresh_from_db()
    details = replies.ReplyDetails(override_reason=override_reason)
    return replies.answer(
        complaint=complaint,
        text=text,
        kind=kind,
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=SOON,
        details=details,
    )


@pytest.mark.parametrize("kind", ["answer", "question"])
def test_red_words_are_not_sent_unread_whatever_the_reason(writer: User, kind: str) -> None:
    complaint = at_pupr()

    with pytest.raises(ReadingNeededError, match=r"pimpinan atau koordinator.*Dugaan korupsi"):
        send(complaint, kind=kind, override_reason="Mendesak")

    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_the_acknowledgement_of_a_red_case_goes_at_once(writer: User) -> None:
    complaint = at_pupr()

    reply = acknowledge(complaint=complaint, user=writer, version=complaint.version, now=SOON)

    assert reply.kind == "receipt"


def test_a_receipt_whose_own_words_are_red_does_not(writer: User) -> None:
    with pytest.raises(ReadingNeededError):
        send(at_pupr("Jalan berlubang parah di Api-Api"), "Pungli itu sudah kami terima.", kind="receipt")


def test_the_result_of_a_red_case_does_not_pass_by_another_door(writer: User) -> None:
    with pytest.raises(ReadingNeededError):
        resolving.resolve(complaint=at_pupr(), resolution=PLAIN, user=writer, now=SOON)


def test_amber_words_are_sent_with_a_reason_that_is_kept(writer: User) -> None:
    complaint = at_pupr("Jalan berlubang parah. Kalau tidak dijawab saya viralkan")
    with pytest.raises(ReadingNeededError, match="rekan, atau tuliskan alasan"):
        send(complaint)

    send(complaint, override_reason="Sudah dibahas lewat telepon")

    event = ComplaintEvent.objects.get(type="reply.written")
    assert event.data["risk"] == {
        "colour": "amber",
        "reasons": ["Dapat menyebar di media sosial"],
        "reason": "Sudah dibahas lewat telepon",
    }


def test_asking_starts_the_readers_clock_and_tells_him_and_a_substitute(writer: User, head: User) -> None:
    cast.koordinator()
    complaint = at_pupr()

    reading = ask(complaint, head)

    clock = SlaClock.objects.get(complaint=complaint, kind=ClockKind.SECOND_READER)
    assert (clock.started_at, clock.due_at, clock.holder) == (LATER, LATER + timedelta(minutes=30), head)
    assert EscalationStep.objects.filter(clock=clock).exists()
    told = Notice.objects.filter(dedupe_key=f"reading:{reading.pk}").values_list("recipient__username", flat=True)
    assert set(told) == {head.username, cast.koordinator().username}
    assert (reading.risk, reading.reasons) == ("red", ["Dugaan korupsi atau pungutan liar"])
    assert Reply.objects.filter(author__isnull=False).count() == 0


def test_only_leads_read_red_and_colleagues_read_the_rest(writer: User, head: User) -> None:
    colleague = cast.member("rekan.uji.pupr", Role.PETUGAS, cast.unit("PUPRK"))
    koordinator, complaint = cast.koordinator(), at_pupr()
    cast.petugas_lain()

    assert {each.user for each in readers_for(complaint, writer, "red")} == {head, koordinator}
    assert {each.user for each in readers_for(complaint, writer, "amber")} == {head, koordinator, colleague}
    with pytest.raises(InvalidInputError, match="Pilih pembaca"):
        ask(complaint, colleague)


def test_a_secret_case_is_read_by_those_who_know_of_it(writer: User, head: User) -> None:
    cast.member("rekan.uji.pupr", Role.PETUGAS, cast.unit("PUPRK"))
    complaint = at_pupr("Jalan berlubang parah di Api-Api")
    Complaint.objects.update(is_secret=True, assignee=writer)
    complaint.refresh_from_db()

    assert {each.user for each in readers_for(complaint, writer, "amber")} == {head}


def test_approved_words_are_sent_and_the_history_says_who_read_them(writer: User, head: User) -> None:
    complaint = at_pupr()
    reading = ask(complaint, head)

    approve_reading(reading=reading, text=PLAIN, remark="Baik", user=head, now=SOON)
    reply = send(complaint)

    reading.refresh_from_db()
    assert (reading.status, reading.decided_by, reading.reply) == ("approved", head, reply)
    clock = SlaClock.objects.get(complaint=complaint, kind=ClockKind.SECOND_READER)
    assert (clock.stopped_at, clock.is_open) == (SOON, False)
    event = ComplaintEvent.objects.get(type="reply.written")
    assert event.data["reading"] == {"by": head.display_name, "id": reading.pk, "is_edited": False}
    assert Notice.objects.get(dedupe_key=f"reading-decided:{reading.pk}").recipient == writer


def test_other_words_than_the_approved_ones_are_refused(writer: User, head: User) -> None:
    complaint = at_pupr()
    approve_reading(reading=ask(complaint, head), text=PLAIN, remark="", user=head, now=SOON)

    with pytest.raises(ReadingNeededError):
        send(complaint, "Kami periksa lusa pagi.")


def test_an_approval_is_used_once_unless_the_reply_was_taken_back(writer: User, head: User) -> None:
    complaint = at_pupr()
    approve_reading(reading=ask(complaint, head), text=PLAIN, remark="", user=head, now=SOON)
    withdrawing.cancel_reply(reply=send(complaint), user=writer, now=SOON)

    send(complaint)

    with pytest.raises(ReadingNeededError):
        send(complaint)


def test_the_reader_changes_the_words_and_those_are_the_ones_that_may_go(writer: User, head: User) -> None:
    complaint = at_pupr()
    reading = ask(complaint, head)

    approve_reading(reading=reading, text="Kami periksa besok pukul 09.00.", remark="", user=head, now=SOON)

    with pytest.raises(ReadingNeededError):
        send(complaint)
    assert send(complaint, "Kami periksa besok pukul 09.00.").status == "pending"
    assert ComplaintEvent.objects.filter(type="reading.edited").count() == 1


def test_an_approval_answers_for_what_the_check_found(writer: User, head: User) -> None:
    complaint = at_pupr("Jalan berlubang parah di Api-Api")
    text = "Akan kami perbaiki."
    with pytest.raises(FindingsError):
        send(complaint, text)
    approve_reading(reading=ask(complaint, head, text), text=text, remark="", user=head, now=SOON)

    send(complaint, text)

    assert ComplaintEvent.objects.get(type="reply.written").data["guard"]["flags"] == ["promise"]


def test_what_no_reason_sends_is_not_approved(writer: User, head: User) -> None:
    reading = ask(at_pupr(), head)

    with pytest.raises(InvalidInputError, match="Perbaiki dulu"):
        approve_reading(reading=reading, text="Halo [nama], kami periksa besok.", remark="", user=head, now=SOON)
    reading.refresh_from_db()
    assert reading.status == "waiting"


def test_returned_with_a_remark_it_is_not_sent_and_the_writer_is_told(writer: User, head: User) -> None:
    complaint = at_pupr()
    reading = ask(complaint, head)
    with pytest.raises(InvalidInputError, match="Tuliskan apa"):
        return_reading(reading=reading, remark=" ", user=head, now=SOON)

    return_reading(reading=reading, remark="Sebut tanggalnya", user=head, now=SOON)

    assert Notice.objects.get(dedupe_key=f"reading-decided:{reading.pk}").recipient == writer
    assert ComplaintEvent.objects.get(type="reading.returned").data["said"] == ": Sebut tanggalnya"
    with pytest.raises(ReadingNeededError):
        send(complaint)
    with pytest.raises(MoveNotAllowedError, match="sudah diputuskan"):
        approve_reading(reading=reading, text=PLAIN, remark="", user=head, now=SOON)


def test_nobody_reads_his_own_draft_and_no_stranger_reads_it(writer: User, head: User) -> None:
    reading = ask(at_pupr(), head)

    for user in (writer, cast.petugas_lain(), cast.member("rekan.uji.pupr", Role.PETUGAS, cast.unit("PUPRK"))):
        with pytest.raises(NotAllowedError):
            approve_reading(reading=reading, text=PLAIN, remark="", user=user, now=SOON)


def test_the_substitute_may_decide(writer: User, head: User) -> None:
    koordinator = cast.koordinator()
    reading = ask(at_pupr(), head)

    approve_reading(reading=reading, text=PLAIN, remark="", user=koordinator, now=SOON)

    reading.refresh_from_db()
    assert (reading.substitute, reading.decided_by) == (koordinator, koordinator)


def test_one_draft_waits_at_a_time_and_withdrawn_makes_room(writer: User, head: User) -> None:
    complaint = at_pupr()
    reading = ask(complaint, head)
    with pytest.raises(MoveNotAllowedError, match="masih menunggu dibaca"):
        ask(complaint, head, "Kami periksa lusa.")

    withdraw_reading(reading=reading, user=writer, now=SOON)

    clock = SlaClock.objects.get(complaint=complaint, kind=ClockKind.SECOND_READER)
    assert (clock.cancelled_at, clock.stopped_at) == (SOON, None)
    ask(complaint, head, "Kami periksa lusa.")


def test_the_queue_shows_what_waits_for_whom(writer: User, head: User) -> None:
    lain, koordinator = cast.petugas_lain(), cast.koordinator()
    third = cast.member("kabid.uji.pupr", Role.KEPALA_BIDANG, cast.unit("PUPRK"))
    reading = ask(at_pupr(), head)

    def keys(user: User) -> tuple[list[int], list[int], list[int]]:
        queue = read_queue(user, SOON)
        mine, others, asked = ([line.reading.pk for line in lines] for lines in (queue.mine, queue.others, queue.asked))
        return mine, others, asked

    assert reading.substitute in (third, koordinator)
    other = koordinator if reading.substitute == third else third
    assert keys(head) == ([reading.pk], [], [])
    assert keys(other) == ([], [reading.pk], [])
    assert keys(writer) == ([], [], [reading.pk])
    assert keys(lain) == ([], [], [])


def test_a_transfer_leaves_the_clock_with_its_reader_and_the_new_unit_asks_anew(writer: User, head: User) -> None:
    complaint = at_pupr()
    ask(complaint, head)
    Complaint.objects.update(opd=cast.unit("DISHUB"))
    complaint.refresh_from_db()
    other = cast.member("pimpinan.uji.dishub", Role.PIMPINAN, cast.unit("DISHUB"))

    anew = ask_reading(
        complaint=complaint, draft=Draft(PLAIN), reader=other, question="", user=cast.petugas_lain(), now=SOON
    )

    assert [each.status for each in SecondReading.objects.order_by("pk")] == ["withdrawn", "waiting"]
    assert anew.reader == other
