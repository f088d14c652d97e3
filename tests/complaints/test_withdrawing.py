"""Taking a reply back before it leaves, and what is held: as if it had never been written."""

from datetime import timedelta
from typing import Any

import pytest

from channels_intake.outbox import claim_next
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Conversation, Reply
from complaints.services import handling, replies, resolving, withdrawing
from sla.models import EscalationStep, SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
SOON = LATER + timedelta(seconds=5)
COLUMNS = ("status", "assignee_id", "answered_at", "resolved_at", "resolution", "opd_id")


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK whose acknowledgement has gone out."""
    made = make_complaint()
    Reply.objects.update(status=Reply.Status.SENT)
    made.refresh_from_db()
    return made


def write(complaint: Complaint, kind: str = "answer", text: str = "Kami perbaiki besok.") -> Reply:
    complaint.refresh_from_db()
    return replies.answer(
        complaint=complaint, text=text, kind=kind, user=cast.petugas_pupr(), version=complaint.version, now=LATER
    )


def undo(reply: Reply) -> None:
    withdrawing.cancel_reply(reply=reply, user=cast.petugas_pupr(), now=SOON)


def picture(complaint: Complaint) -> dict[str, Any]:
    """Everything that an answer may change: the case, its running clocks with their due times, the steps ahead."""
    complaint.refresh_from_db()
    # Not the window: a message of the citizen moves it, whoever takes back what.
    clocks = SlaClock.objects.filter(complaint=complaint, is_open=True).exclude(kind="window").order_by("pk")
    steps = EscalationStep.objects.filter(clock__in=clocks, cancelled_at=None).order_by("pk")
    return {
        "case": {name: getattr(complaint, name) for name in COLUMNS},
        "clocks": list(clocks.values_list("pk", "kind", "due_at", "paused_at", "stopped_at", "opd_id")),
        "steps": list(steps.values_list("pk", "fires_at")),
    }


def test_a_reply_waits_the_seconds_in_which_it_may_be_taken_back(complaint: Complaint) -> None:
    reply = write(complaint)

    assert (reply.status, reply.next_attempt_at) == ("pending", LATER + timedelta(seconds=8))
    assert claim_next(now=LATER + timedelta(seconds=7)) is None
    assert claim_next(now=LATER + timedelta(seconds=8)) == reply


def test_a_channel_without_the_wait_sends_at_once(complaint: Complaint, settings: Any) -> None:
    settings.UNDO_SECONDS = {"whatsapp": 0}

    assert write(complaint).next_attempt_at == LATER


@pytest.mark.parametrize("kind", ["answer", "receipt", "question"])
def test_undone_the_case_is_as_if_nothing_had_been_written(complaint: Complaint, kind: str) -> None:
    before = picture(complaint)
    reply = write(complaint, kind)
    assert picture(complaint) != before

    undo(reply)

    reply.refresh_from_db()
    assert reply.status == "cancelled"
    assert picture(complaint) == before


def test_undone_while_the_citizen_was_asked_the_pause_goes_on(complaint: Complaint) -> None:
    write(complaint, "question", "Di RT berapa?")
    Reply.objects.update(status=Reply.Status.SENT)
    before = picture(complaint)

    undo(write(complaint, "answer"))

    assert picture(complaint) == before


def test_a_result_that_is_undone_is_no_result(complaint: Complaint) -> None:
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)
    before = picture(complaint)
    reply = resolving.resolve(complaint=complaint, resolution="Sudah.", user=cast.petugas_pupr(), now=LATER)

    undo(reply)

    assert picture(complaint) == before


def test_undo_belongs_to_the_author_only(complaint: Complaint) -> None:
    reply = write(complaint)
    others = [cast.koordinator(), cast.pimpinan(), cast.petugas_lain(), cast.admin()]

    for other in others:
        with pytest.raises(NotAllowedError):
            withdrawing.cancel_reply(reply=reply, user=other, now=SOON)
        with pytest.raises(NotAllowedError):
            withdrawing.send_now(reply=reply, user=other, now=SOON)

    reply.refresh_from_db()
    assert (reply.status, reply.next_attempt_at) == ("pending", LATER + timedelta(seconds=8))


def test_what_has_left_cannot_be_undone_and_nothing_changes(complaint: Complaint) -> None:
    reply = write(complaint)
    claim_next(now=LATER + timedelta(seconds=8))
    before = picture(complaint)

    with pytest.raises(MoveNotAllowedError, match="sudah dikirim"):
        undo(reply)

    reply.refresh_from_db()
    assert (reply.status, picture(complaint)) == ("sending", before)


def test_what_is_undone_is_never_sent(complaint: Complaint) -> None:
    undo(write(complaint))

    assert claim_next(now=LATER + timedelta(hours=1)) is None


def test_twice_undone_is_refused(complaint: Complaint) -> None:
    reply = write(complaint)
    undo(reply)

    with pytest.raises(MoveNotAllowedError):
        undo(reply)


def test_after_a_colleagues_act_only_the_promises_of_the_word_are_open_again(complaint: Complaint) -> None:
    reply = write(complaint)
    complaint.refresh_from_db()
    handling.forward(complaint=complaint, opd=cast.unit("DISHUB"), reason="PJU", user=cast.koordinator(), now=LATER)

    undo(reply)

    complaint.refresh_from_db()
    running = set(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", flat=True))
    assert (complaint.status, complaint.opd) == ("forwarded", cast.unit("DISHUB"))
    assert running == {"acknowledge", "accept", "first_answer", "resolve", "window"}


def test_of_two_words_the_newer_one_keeps_the_promises(complaint: Complaint) -> None:
    first = write(complaint)
    write(complaint, text="Maksud kami lusa.")
    before = picture(complaint)

    undo(first)

    assert picture(complaint)["clocks"] == before["clocks"]


def test_a_citizens_message_meanwhile_is_no_hindrance(complaint: Complaint) -> None:
    before = picture(complaint)
    reply = write(complaint)
    receive(make_event("Tolong cepat ya", at=LATER + timedelta(seconds=2)))

    undo(reply)

    after = picture(complaint)
    assert (after["case"], after["clocks"]) == (before["case"], before["clocks"])


def test_the_undo_makes_open_forms_stale(complaint: Complaint) -> None:
    reply = write(complaint)
    complaint.refresh_from_db()
    seen = complaint.version

    undo(reply)

    complaint.refresh_from_db()
    assert complaint.version > seen


def test_send_now_skips_the_wait(complaint: Complaint) -> None:
    reply = write(complaint)

    withdrawing.send_now(reply=reply, user=cast.petugas_pupr(), now=SOON)

    assert claim_next(now=SOON) == reply


def test_send_now_after_it_has_left_says_so(complaint: Complaint) -> None:
    reply = write(complaint)
    claim_next(now=LATER + timedelta(seconds=8))

    with pytest.raises(MoveNotAllowedError, match="sudah dikirim"):
        withdrawing.send_now(reply=reply, user=cast.petugas_pupr(), now=LATER + timedelta(seconds=9))


def test_automatic_words_that_rest_do_not_hold_up_the_answer() -> None:
    made = make_complaint(at=LATER - timedelta(seconds=10))

    reply = write(made)

    due = LATER + timedelta(seconds=8)
    resting = list(Reply.objects.filter(author=None, status="pending").order_by("created_at", "pk"))
    assert "acknowledgement" in [automatic.kind for automatic in resting]
    gone = []
    while claimed := claim_next(now=due):
        gone.append(claimed)
        Reply.objects.filter(pk=claimed.pk).update(status="sent")
    assert gone == [*resting, reply]


def held(complaint: Complaint) -> Reply:
    reply = write(complaint)
    Reply.objects.filter(pk=reply.pk).update(status="held")
    reply.refresh_from_db()
    return reply


def test_a_held_reply_is_dropped_by_a_colleague_and_nothing_else_changes(complaint: Complaint) -> None:
    reply = held(complaint)
    before = picture(complaint)

    withdrawing.drop_held(reply=reply, user=cast.pimpinan(), now=SOON)

    reply.refresh_from_db()
    assert (reply.status, picture(complaint)) == ("cancelled", before)


def test_a_held_reply_is_freed_only_while_the_window_is_open(complaint: Complaint) -> None:
    reply = held(complaint)
    Conversation.objects.update(window_until=SOON)
    with pytest.raises(MoveNotAllowedError, match="masih tertutup"):
        withdrawing.free_held(reply=Reply.objects.get(pk=reply.pk), user=cast.petugas_pupr(), now=SOON)

    Conversation.objects.update(window_until=SOON + timedelta(hours=1))
    withdrawing.free_held(reply=Reply.objects.get(pk=reply.pk), user=cast.petugas_pupr(), now=SOON)

    assert claim_next(now=SOON) == reply


def test_another_agency_touches_no_held_reply(complaint: Complaint) -> None:
    reply = held(complaint)

    for act in (withdrawing.drop_held, withdrawing.free_held):
        with pytest.raises(NotAllowedError):
            act(reply=reply, user=cast.petugas_lain(), now=SOON)

    reply.refresh_from_db()
    assert reply.status == "held"
