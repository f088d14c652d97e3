"""What belongs to which case, corrected by officers: moved, split, merged, and each of it taken back."""

from datetime import timedelta

import pytest

from complaints.errors import ComplaintError, MoveNotAllowedError, NotAllowedError
from complaints.links import opened_by
from complaints.models import CaseMove, Complaint, Message, Reply, ThreadingDecision
from complaints.services import moving, replies
from sla.models import SlaClock
from tests import cast
from tests.factories import MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
NOW = MONDAY_MORNING + 6 * HOUR
TRASH = "Sampah di TPS Loktuan tidak diangkut tiga hari, bau menyengat"
MORE = "lubangnya sudah memakan korban"


@pytest.fixture
def road() -> Complaint:
    """At PUPRK, the older; told in two messages."""
    complaint = make_complaint(ROAD)
    receive(make_event(MORE, at=MONDAY_MORNING + timedelta(minutes=1)))
    return fresh(complaint)


@pytest.fixture
def trash(road: Complaint) -> Complaint:
    """The same citizen's, at DLH."""
    return make_complaint(TRASH, at=MONDAY_MORNING + 2 * HOUR)


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def texts(complaint: Complaint) -> list[str]:
    return list(complaint.messages.values_list("text", flat=True))


def last_message(complaint: Complaint) -> Message:
    return complaint.messages.latest("sent_at")


def open_clocks(complaint: Complaint) -> dict[str, object]:
    return dict(SlaClock.objects.filter(complaint=complaint, is_open=True).values_list("kind", "due_at"))


def link_token(complaint: Complaint) -> str:
    text = Reply.objects.get(complaint=complaint, kind="acknowledgement").text
    return text.split("/t/")[1].split("/")[0].split()[0]


def events(complaint: Complaint) -> list[str]:
    return list(complaint.events.order_by("pk").values_list("type", flat=True))


def merge(source: Complaint, target: Complaint) -> CaseMove:
    return moving.merge_cases(source=source, target=target, user=cast.koordinator(), now=NOW)


def test_a_moved_message_is_told_in_the_other_case_and_by_it_alone(road: Complaint, trash: Complaint) -> None:
    message = last_message(road)

    moving.move_message(message=message, target=trash, user=cast.koordinator(), now=NOW)

    assert (texts(road), texts(trash)) == ([ROAD], [MORE, TRASH])
    assert (fresh(road).text, fresh(trash).text) == (ROAD, f"{MORE}\n{TRASH}")
    assert (events(road)[-1], events(trash)[-1]) == ("message.moved_out", "message.moved_in")
    decision = ThreadingDecision.objects.filter(message=message).latest("pk")
    assert (decision.rule, decision.complaint, decision.decided_by) == ("officer", trash, cast.koordinator())


def test_the_machines_decision_stays_on_record(road: Complaint, trash: Complaint) -> None:
    message = last_message(road)
    moving.move_message(message=message, target=trash, user=cast.koordinator(), now=NOW)

    decisions = ThreadingDecision.objects.filter(message=message).order_by("pk")
    assert list(decisions.values_list("rule", "complaint")) == [("burst", road.pk), ("officer", trash.pk)]


def test_a_move_undone_leaves_both_cases_as_they_were(road: Complaint, trash: Complaint) -> None:
    before = [(fresh(case).text, fresh(case).citizen_wrote_at, open_clocks(case)) for case in (road, trash)]
    case_move = moving.move_message(message=last_message(road), target=trash, user=cast.koordinator(), now=NOW)

    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW + HOUR)

    assert [(fresh(case).text, fresh(case).citizen_wrote_at, open_clocks(case)) for case in (road, trash)] == before
    assert (events(road)[-1], events(trash)[-1]) == ("move.undone", "move.undone")


def test_the_promise_of_the_next_answer_goes_with_the_message(road: Complaint, trash: Complaint) -> None:
    for case, user in ((road, cast.petugas_pupr()), (trash, cast.koordinator())):
        replies.answer(
            complaint=fresh(case),
            text="Kami cek.",
            kind="answer",
            user=user,
            version=fresh(case).version,
            now=MONDAY_MORNING + 3 * HOUR,
        )
    message = receive(make_event("lubang bertambah satu", at=MONDAY_MORNING + 4 * HOUR))
    assert ("next_answer" in open_clocks(road), "next_answer" in open_clocks(trash)) == (True, False)

    case_move = moving.move_message(message=message, target=trash, user=cast.koordinator(), now=NOW)
    assert ("next_answer" in open_clocks(road), "next_answer" in open_clocks(trash)) == (False, True)
    started = SlaClock.objects.get(complaint=trash, kind="next_answer", is_open=True).started_at
    assert started == message.received_at

    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW)
    assert ("next_answer" in open_clocks(road), "next_answer" in open_clocks(trash)) == (True, False)


def test_the_only_message_of_a_case_is_merged_and_not_moved(road: Complaint, trash: Complaint) -> None:
    with pytest.raises(MoveNotAllowedError, match="satu-satunya pesan"):
        moving.move_message(message=last_message(trash), target=road, user=cast.koordinator(), now=NOW)


def test_an_officer_of_one_agency_alone_moves_nothing(road: Complaint, trash: Complaint) -> None:
    with pytest.raises(NotAllowedError):
        moving.move_message(message=last_message(road), target=trash, user=cast.petugas_pupr(), now=NOW)
    with pytest.raises(NotAllowedError):
        moving.merge_cases(source=trash, target=road, user=cast.petugas_pupr(), now=NOW)
    with pytest.raises(NotAllowedError):
        moving.split_message(message=last_message(road), user=cast.petugas_lain(), now=NOW)
    assert CaseMove.objects.count() == 0


def test_a_split_message_is_a_complaint_promised_from_its_own_day(road: Complaint) -> None:
    message = last_message(road)

    case_move = moving.split_message(message=message, user=cast.petugas_pupr(), now=NOW)

    opened = case_move.target
    assert (texts(road), texts(opened), opened.created_at) == ([ROAD], [MORE], message.received_at)
    assert fresh(road).text == ROAD
    promises = SlaClock.objects.filter(complaint=opened).exclude(kind="window")
    assert set(promises.values_list("started_at", flat=True)) <= {
        message.received_at,
        NOW,
    }
    assert SlaClock.objects.get(complaint=opened, kind="resolve").started_at == message.received_at
    assert Reply.objects.filter(complaint=opened, kind="acknowledgement").count() == 1


def test_what_is_split_from_a_secret_case_is_secret(road: Complaint) -> None:
    Complaint.objects.filter(pk=road.pk).update(is_secret=True, is_anonymous=True)

    opened = moving.split_message(message=last_message(road), user=cast.koordinator(), now=NOW).target

    assert (opened.is_secret, opened.is_anonymous) == (True, True)


def test_a_split_undone_gives_the_message_back_and_its_link_shows_the_source(road: Complaint) -> None:
    case_move = moving.split_message(message=last_message(road), user=cast.koordinator(), now=NOW)
    opened = case_move.target

    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW + HOUR)

    assert (texts(road), fresh(road).text, fresh(opened).status) == ([ROAD, MORE], f"{ROAD}\n{MORE}", "merged")
    assert (list(opened_by(link_token(opened))), open_clocks(opened)) == ([road], {})
    assert Reply.objects.get(complaint=opened, kind="acknowledgement").status == "cancelled"


def test_a_merge_keeps_every_citizens_reply_path_and_status_page(road: Complaint, trash: Complaint) -> None:
    token = link_token(trash)

    merge(trash, road)

    assert list(opened_by(token)) == [road]
    later = receive(make_event("bau sampah makin parah", at=MONDAY_MORNING + 7 * HOUR))
    assert later.complaint == road
    reply = replies.answer(
        complaint=fresh(road),
        text="Besok diangkut.",
        kind="answer",
        user=cast.koordinator(),
        version=fresh(road).version,
        now=MONDAY_MORNING + 8 * HOUR,
    )
    assert reply.conversation.reporter == trash.reporter


def test_a_citizen_who_quotes_the_merged_case_writes_to_the_joined_one(road: Complaint, trash: Complaint) -> None:
    acknowledgement = Reply.objects.get(complaint=trash, kind="acknowledgement")
    Reply.objects.filter(pk=acknowledgement.pk).update(external_id="wamid.tanda", status="sent")
    merge(trash, road)

    later = receive(make_event("kapan?", at=MONDAY_MORNING + 7 * HOUR, quoted="wamid.tanda"))

    assert later.complaint == road


def test_clocks_of_a_merged_case_end_without_a_verdict_and_those_of_the_joined_one_go_on(
    road: Complaint, trash: Complaint
) -> None:
    before = open_clocks(road)

    merge(trash, road)

    assert (open_clocks(trash), open_clocks(road)) == ({}, before)
    ended = SlaClock.objects.filter(complaint=trash, stopped_at=None).values_list("cancelled_at", flat=True)
    assert set(ended) == {NOW}


def test_a_merge_undone_gives_back_state_messages_replies_and_clocks(road: Complaint, trash: Complaint) -> None:
    replies.answer(
        complaint=trash, text="Kami cek.", kind="question", user=cast.koordinator(), version=trash.version, now=NOW
    )
    before = (fresh(trash).status, texts(trash), open_clocks(trash), trash.replies.count())
    due = SlaClock.objects.get(complaint=trash, kind="resolve").pauses.get().ended_at
    case_move = merge(fresh(trash), road)
    assert (texts(trash), trash.replies.filter(kind="question").count()) == ([], 0)

    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW + HOUR)

    assert (fresh(trash).status, texts(trash), open_clocks(trash), trash.replies.count()) == before
    assert SlaClock.objects.get(complaint=trash, kind="resolve").pauses.get().ended_at == due
    assert texts(road) == [ROAD, MORE]
    assert list(opened_by(link_token(trash))) == [trash]


def test_what_was_said_since_the_merge_stays_in_the_joined_case(road: Complaint, trash: Complaint) -> None:
    case_move = merge(trash, road)
    receive(make_event("lubang bertambah satu", at=MONDAY_MORNING + 7 * HOUR))

    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=MONDAY_MORNING + 8 * HOUR)

    assert texts(road) == [ROAD, MORE, "lubang bertambah satu"]


def test_nothing_is_undone_twice(road: Complaint, trash: Complaint) -> None:
    case_move = merge(trash, road)
    moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW)

    with pytest.raises(MoveNotAllowedError, match="sudah diurungkan"):
        moving.undo_move(case_move=case_move, user=cast.koordinator(), now=NOW)


def test_of_two_merges_the_later_is_undone_first(road: Complaint, trash: Complaint) -> None:
    lamp = make_complaint("Lampu jalan padam di Guntung sejak Senin", at=MONDAY_MORNING + 4 * HOUR)
    first = merge(lamp, trash)
    merge(fresh(trash), road)

    assert list(opened_by(link_token(lamp))) == [road]
    with pytest.raises(MoveNotAllowedError, match=f"dengan {road.number}"):
        moving.undo_move(case_move=first, user=cast.koordinator(), now=NOW)


def test_the_older_promise_stays(road: Complaint, trash: Complaint) -> None:
    with pytest.raises(MoveNotAllowedError, match=f"Gabungkan {trash.number} ke dalamnya"):
        merge(road, trash)


def test_cases_of_two_citizens_are_not_merged(road: Complaint) -> None:
    stranger = make_complaint(ROAD, phone="+6281200000077", at=MONDAY_MORNING + 2 * HOUR)

    with pytest.raises(MoveNotAllowedError, match="pelapor yang sama"):
        merge(stranger, road)


def test_a_secret_case_is_not_merged_into_an_open_one(road: Complaint, trash: Complaint) -> None:
    Complaint.objects.filter(pk=trash.pk).update(is_secret=True)

    with pytest.raises(MoveNotAllowedError, match="kerahasiaan"):
        merge(fresh(trash), road)


def test_a_refused_merge_changes_nothing(road: Complaint, trash: Complaint) -> None:
    Complaint.objects.filter(pk=road.pk).update(status="closed")

    with pytest.raises(ComplaintError):
        merge(trash, road)

    assert (fresh(trash).status, texts(trash), CaseMove.objects.count()) == ("forwarded", [TRASH], 0)
