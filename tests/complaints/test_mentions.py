"""Jadikan aduan, bukan aduan, gabung, and taking each back."""

from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Sender
from complaints.errors import MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Mention, MentionDecision, Message
from complaints.services import handling, replies
from complaints.services.mentions import (
    MOST_AT_ONCE,
    dismiss,
    dismiss_all,
    join_case,
    make_complaint,
    undo_batch,
    undo_decision,
)
from opd.models import RoutingLabel
from sla.models import ClockKind, SlaClock
from tests.cast import koordinator, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, ROAD, make_comment

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
LATER = MONDAY_MORNING + timedelta(days=2)
TALK = "semoga amanah pak"
NEIGHBOUR = Sender(account_id="facebook:5002", name="Tetangga Contoh")


@pytest.fixture
def mention() -> Mention:
    return Mention.objects.get(message=make_comment(TALK))


def labels() -> list[tuple[str, str]]:
    return list(RoutingLabel.objects.values_list("code", "origin"))


def state(mention: Mention) -> tuple[str, Complaint | None, Complaint | None]:
    fresh = Mention.objects.select_related("message").get(pk=mention.pk)
    return fresh.outcome, fresh.complaint, fresh.message.complaint


def test_a_complaint_made_of_a_mention_is_promised_from_when_the_city_had_it(mention: Mention) -> None:
    decision = make_complaint(mention=mention, user=koordinator(), now=LATER)

    complaint = decision.complaint
    assert complaint is not None
    assert (complaint.text, complaint.created_at) == (TALK, mention.message.received_at)
    resolve = SlaClock.objects.get(complaint=complaint, kind=ClockKind.RESOLVE)
    assert resolve.started_at == mention.message.received_at
    assert state(mention) == ("complaint", complaint, complaint)
    assert labels() == [("NONE", "refusal")]
    assert [row.rule for row in mention.message.threading.order_by("pk")] == ["mention", "officer"]


def test_no_complaint_stays_a_row_and_teaches_the_filter(mention: Mention) -> None:
    dismiss(mention=mention, user=koordinator(), now=LATER)

    label = RoutingLabel.objects.get()
    assert state(mention) == ("none", None, None)
    assert (label.text, label.code, label.origin, label.guess) == (TALK, "NONE", "confirmation", "NONE")
    assert (label.score, label.by_coordinator) == (mention.score, True)


def test_a_mention_without_words_teaches_nothing() -> None:
    make_comment("")

    dismiss(mention=Mention.objects.get(), user=koordinator(), now=LATER)

    assert labels() == []


def test_its_authors_own_case_takes_it_as_his_word(mention: Mention) -> None:
    complaint = make_comment(ROAD, at=MONDAY_MORNING + HOUR).complaint
    assert complaint is not None

    join_case(mention=mention, complaint=complaint, user=koordinator(), now=LATER)

    complaint.refresh_from_db()
    assert state(mention) == ("joined", complaint, complaint)
    assert complaint.text == f"{ROAD}\n{TALK}"


def test_in_a_strangers_case_it_is_only_noted(mention: Mention) -> None:
    complaint = make_comment(ROAD, sender=NEIGHBOUR, at=MONDAY_MORNING + HOUR).complaint
    assert complaint is not None

    join_case(mention=mention, complaint=complaint, user=koordinator(), now=LATER)

    complaint.refresh_from_db()
    assert state(mention) == ("joined", complaint, None)
    assert (complaint.text, complaint.messages.count()) == (ROAD, 1)
    assert complaint.events.filter(type="mention.joined").count() == 1


def test_a_case_that_is_closed_for_good_takes_none(mention: Mention) -> None:
    complaint = make_comment(ROAD, sender=NEIGHBOUR).complaint
    assert complaint is not None
    Complaint.objects.filter(pk=complaint.pk).update(status="rejected")

    with pytest.raises(MoveNotAllowedError, match="tidak menerima pesan lagi"):
        join_case(mention=mention, complaint=complaint, user=koordinator(), now=LATER)


@pytest.mark.parametrize("act", [make_complaint, dismiss])
def test_a_mention_is_decided_once_and_by_coordinators_alone(act: object, mention: Mention) -> None:
    with pytest.raises(NotAllowedError):
        act(mention=mention, user=petugas_pupr(), now=LATER)  # type: ignore[operator]
    act(mention=mention, user=koordinator(), now=LATER)  # type: ignore[operator]

    with pytest.raises(MoveNotAllowedError, match="sudah diputuskan"):
        act(mention=mention, user=koordinator(), now=LATER)  # type: ignore[operator]
    assert MentionDecision.objects.count() == 1


def test_what_its_author_deleted_is_not_decided(mention: Mention) -> None:
    Message.objects.update(revoked_at=LATER, text="")

    with pytest.raises(MoveNotAllowedError, match="dihapus penulisnya"):
        make_complaint(mention=mention, user=koordinator(), now=LATER)


def test_undoing_no_complaint_lets_it_wait_again_and_forgets_the_label(mention: Mention) -> None:
    decision = dismiss(mention=mention, user=koordinator(), now=LATER)

    undo_decision(decision=decision, user=koordinator(), now=LATER + HOUR)

    decision.refresh_from_db()
    assert (state(mention), labels()) == (("", None, None), [])
    assert (decision.undone_by, decision.undone_at) == (koordinator(), LATER + HOUR)
    with pytest.raises(MoveNotAllowedError, match="sudah diurungkan"):
        undo_decision(decision=decision, user=koordinator(), now=LATER + HOUR)


def test_undoing_a_complaint_refuses_the_case_and_stops_its_clocks(mention: Mention) -> None:
    decision = make_complaint(mention=mention, user=koordinator(), now=LATER)
    assert decision.complaint is not None

    undo_decision(decision=decision, user=koordinator(), now=LATER + HOUR)

    decision.complaint.refresh_from_db()
    assert state(mention) == ("", None, None)
    assert (decision.complaint.status, decision.complaint.opd) == ("rejected", None)
    assert not SlaClock.objects.filter(complaint=decision.complaint, is_open=True).exists()


def test_undone_and_decided_anew_it_is_another_case(mention: Mention) -> None:
    first = make_complaint(mention=mention, user=koordinator(), now=LATER)
    undo_decision(decision=first, user=koordinator(), now=LATER)

    second = make_complaint(mention=mention, user=koordinator(), now=LATER)

    assert (second.complaint != first.complaint, state(mention)[1]) == (True, second.complaint)


def test_a_case_that_somebody_works_on_is_not_undone(mention: Mention) -> None:
    decision = make_complaint(mention=mention, user=koordinator(), now=LATER)
    assert decision.complaint is not None
    Complaint.objects.update(status="forwarded", opd=unit("PUPRK"))
    handling.take(complaint=Complaint.objects.get(), user=petugas_pupr(), now=LATER)

    with pytest.raises(MoveNotAllowedError, match="sudah dikerjakan"):
        undo_decision(decision=decision, user=koordinator(), now=LATER)
    assert state(mention)[0] == "complaint"


def test_a_case_that_was_answered_is_not_undone(mention: Mention) -> None:
    decision = make_complaint(mention=mention, user=koordinator(), now=LATER)
    complaint = Complaint.objects.get()
    words = {"text": "Kami periksa ya Bapak/Ibu.", "kind": "receipt", "version": complaint.version}
    replies.answer(complaint=complaint, user=koordinator(), now=LATER, **words)  # type: ignore[arg-type]

    with pytest.raises(MoveNotAllowedError, match="sudah berisi percakapan"):
        undo_decision(decision=decision, user=koordinator(), now=LATER)


def test_undoing_a_join_takes_the_word_out_of_the_case(mention: Mention) -> None:
    complaint = make_comment(ROAD, at=MONDAY_MORNING + HOUR).complaint
    assert complaint is not None
    decision = join_case(mention=mention, complaint=complaint, user=koordinator(), now=LATER)

    undo_decision(decision=decision, user=koordinator(), now=LATER)

    complaint.refresh_from_db()
    assert state(mention) == ("", None, None)
    assert (complaint.text, complaint.status != "rejected") == (ROAD, True)
    assert complaint.events.filter(type="mention.released").count() == 1


def test_more_than_one_press_can_take_are_refused(mention: Mention) -> None:
    with pytest.raises(MoveNotAllowedError):
        dismiss_all(mentions=[mention.pk] * (MOST_AT_ONCE + 1), user=koordinator(), now=LATER)


def test_a_press_taken_back_twice_is_refused(mention: Mention) -> None:
    dismiss_all(mentions=[mention.pk], user=koordinator(), now=LATER)
    batch = MentionDecision.objects.get().batch
    assert batch is not None
    undo_batch(batch=batch, user=koordinator(), now=LATER)

    with pytest.raises(MoveNotAllowedError):
        undo_batch(batch=batch, user=koordinator(), now=LATER)


def test_a_person_of_one_agency_dismisses_nothing(mention: Mention) -> None:
    with pytest.raises(NotAllowedError):
        dismiss_all(mentions=[mention.pk], user=petugas_pupr(), now=LATER)
