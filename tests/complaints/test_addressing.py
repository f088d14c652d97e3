"""Answers where everybody reads: under which comment, and to its author alone."""

from datetime import timedelta

import pytest

from complaints.composer import read_composer
from complaints.errors import InvalidInputError
from complaints.models import Complaint, Message, Reply
from complaints.services import delivery, replies
from complaints.services.addressing import answered_word, may_write_privately
from tests import cast
from tests.factories import MONDAY_MORNING, make_comment, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
DAY = timedelta(days=1)


def case_of(comment: Message) -> Complaint:
    assert comment.complaint is not None
    return comment.complaint


def answer(comment: Message, *, text: str = "Kami perbaiki besok.", quoted: str = "", **more: object) -> Reply:
    complaint = case_of(comment)
    complaint.refresh_from_db()
    facts = {"now": LATER} | more
    return replies.answer(
        complaint=complaint,
        text=text,
        kind="answer",
        user=cast.koordinator(),
        version=complaint.version,
        quoted_external_id=quoted,
        **facts,  # type: ignore[arg-type]
    )


def test_a_public_answer_stands_under_the_newest_comment_or_the_quoted_one() -> None:
    first = make_comment(external_id="77_1")
    make_comment("Masih berlubang parah", at=MONDAY_MORNING + timedelta(minutes=5), external_id="77_2")

    newest, quoted = answer(first), answer(first, quoted="77_1")

    assert (newest.quoted_external_id, newest.form) == ("77_2", Reply.Form.TEXT)
    assert quoted.quoted_external_id == "77_1"


def test_a_private_answer_goes_to_one_comment_once() -> None:
    comment = make_comment(external_id="77_1")

    reply = answer(comment, is_private=True)

    assert (reply.form, reply.quoted_external_id) == (Reply.Form.PRIVATE, "77_1")
    with pytest.raises(InvalidInputError, match=r"sudah dibalas pribadi\. Facebook hanya menerimanya satu kali"):
        answer(comment, is_private=True)


def test_a_private_answer_that_failed_may_be_written_again() -> None:
    comment = make_comment(external_id="77_1")
    delivery.mark_failed(reply=answer(comment, is_private=True), reason="x", code=None, now=LATER)

    assert answer(comment, is_private=True).quoted_external_id == "77_1"


def test_after_seven_days_nobody_is_written_to_privately() -> None:
    comment = make_comment()

    with pytest.raises(InvalidInputError, match="dalam 7 hari"):
        answer(comment, is_private=True, now=MONDAY_MORNING + 7 * DAY)


def test_a_channel_without_private_answers_refuses_one() -> None:
    comment = make_comment(channel="youtube")

    with pytest.raises(InvalidInputError, match="tidak punya balasan pribadi"):
        answer(comment, is_private=True)


def test_a_direct_message_is_no_comment_to_answer_privately() -> None:
    complaint = make_complaint()

    with pytest.raises(InvalidInputError, match="tidak punya balasan pribadi"):
        replies.answer(
            complaint=complaint,
            text="Baik.",
            kind="answer",
            user=cast.petugas_pupr(),
            version=complaint.version,
            now=LATER,
            is_private=True,
        )


def test_a_comment_that_was_withdrawn_is_not_answered() -> None:
    comment = make_comment()
    Message.objects.filter(pk=comment.pk).update(revoked_at=LATER)

    with pytest.raises(InvalidInputError, match="Komentar pelapor sudah tidak ada"):
        answer(comment)


@pytest.mark.parametrize(
    ("channel", "is_private", "limit"),
    [("facebook", False, 8000), ("facebook", True, 2000), ("instagram", False, 300), ("instagram", True, 1000)],
)
def test_each_way_has_its_own_length(channel: str, is_private: bool, limit: int) -> None:
    comment = make_comment(channel=channel)

    with pytest.raises(InvalidInputError, match=f"Batasnya {limit:,} huruf".replace(",", ".")):
        answer(comment, text="a" * (limit + 1), is_private=is_private)
    assert answer(comment, text="a" * limit, is_private=is_private).status == Reply.Status.PENDING


def test_a_link_is_refused_where_it_would_cost_too_much() -> None:
    comment = make_comment(channel="x")

    with pytest.raises(InvalidInputError, match=r"Tautan di X berbiaya mahal\. Hapus tautannya"):
        answer(comment, text="Lihat https://bontangkota.go.id")


def test_a_message_on_instagram_is_measured_in_bytes() -> None:
    comment = make_comment(channel="instagram")

    with pytest.raises(InvalidInputError, match=r"Batasnya 1\.000 huruf"):
        answer(comment, text="é" * 501, is_private=True)


def test_the_composer_says_beforehand_what_the_channel_can_do() -> None:
    comment = make_comment()

    fresh = read_composer(case_of(comment), LATER)
    old = read_composer(case_of(comment), MONDAY_MORNING + 7 * DAY)

    assert (fresh.is_public, fresh.takes_private, fresh.letters, fresh.channel.label) == (True, True, 8000, "Facebook")
    assert (old.is_open, old.takes_private) == (True, False)


def test_the_composer_offers_no_second_private_answer() -> None:
    comment = make_comment()
    answer(comment, is_private=True)

    word = answered_word(case_of(comment), comment.conversation, "")

    assert word == comment
    assert not may_write_privately(word, LATER)
