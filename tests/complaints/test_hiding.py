"""What may be hidden, by whom, and what the case and the pages say of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bontang_pengaduan.lib.inbound import Sender
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.hidings import Standing, read_standing
from complaints.models import Complaint, ComplaintEvent, Hiding, Message
from complaints.services.hiding import hide_comment, mark_done, mark_failed, postpone, show_comment
from tests import cast
from tests.factories import MONDAY_MORNING, make_comment, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
FREE = Standing(may_hide=True)


def hide(message: Message, reason: str = "abuse") -> Hiding:
    return hide_comment(message=message, reason=reason, user=cast.koordinator(), now=LATER)


def show(message: Message) -> Hiding:
    return show_comment(message=message, user=cast.koordinator(), now=LATER + timedelta(hours=1))


def standing(message: Message) -> Standing:
    return read_standing(Message.objects.get(pk=message.pk))


def history(message: Message) -> list[tuple[str, object]]:
    events = ComplaintEvent.objects.filter(type__startswith="comment.", complaint=message.complaint)
    return [(event.type, event.data["reason"]) for event in events.order_by("pk")]


def test_hiding_is_a_row_first_and_history_once_it_is_done() -> None:
    comment = make_comment()

    hiding = hide(comment)
    asked = standing(comment), history(comment)
    mark_done(hiding=hiding, now=LATER)
    mark_done(hiding=hiding, now=LATER)

    assert asked == (Standing("Sedang disembunyikan"), [])
    assert standing(comment) == Standing("Disembunyikan: Kata kasar atau ancaman", may_show=True)
    assert history(comment) == [("comment.hidden", "Kata kasar atau ancaman")]
    assert ComplaintEvent.objects.get(type="comment.hidden").actor == cast.koordinator()


def test_it_is_shown_again_and_may_be_hidden_once_more() -> None:
    comment = make_comment()
    mark_done(hiding=hide(comment), now=LATER)

    back = show(comment)
    asked = standing(comment)
    mark_done(hiding=back, now=LATER)

    assert asked == Standing("Sedang ditampilkan lagi")
    assert standing(comment) == FREE
    assert history(comment) == [("comment.hidden", "Kata kasar atau ancaman"), ("comment.shown", "")]


def test_what_failed_says_why_and_may_be_asked_again() -> None:
    comment = make_comment()
    mark_failed(hiding=hide(comment), reason="Facebook sedang terganggu.")
    first = standing(comment)
    mark_done(hiding=hide(comment, "spam"), now=LATER)
    mark_failed(hiding=show(comment), reason="Facebook sedang terganggu.")

    assert first == replace(FREE, sentence="Belum berhasil disembunyikan: Facebook sedang terganggu.")
    words = "Disembunyikan. Belum berhasil ditampilkan lagi: Facebook sedang terganggu."
    assert standing(comment) == Standing(words, may_show=True)


def test_an_end_is_not_changed_by_a_late_worker() -> None:
    comment = make_comment()
    hiding = hide(comment)
    mark_failed(hiding=hiding, reason="Ditolak.")

    mark_done(hiding=hiding, now=LATER)
    postpone(hiding=hiding, reason="Terlambat.", wait=timedelta(minutes=1), now=LATER)

    hiding.refresh_from_db()
    assert (hiding.status, hiding.last_error, hiding.next_attempt_at) == ("failed", "Ditolak.", LATER)
    assert history(comment) == []


def test_one_thing_at_a_time_is_on_its_way() -> None:
    comment = make_comment()
    hide(comment)

    with pytest.raises(MoveNotAllowedError, match="tidak dapat disembunyikan sekarang"):
        hide(comment)
    with pytest.raises(MoveNotAllowedError, match="tidak sedang disembunyikan"):
        show(comment)
    assert Hiding.objects.count() == 1


def test_without_a_reason_nothing_is_hidden() -> None:
    with pytest.raises(InvalidInputError, match=r"Pilih alasannya\."):
        hide(make_comment(), "critique")


def test_only_comments_under_the_citys_posts_are_hidden() -> None:
    withdrawn, elsewhere = make_comment(), make_comment(wa_type="mention", sender=Sender(account_id="facebook:6"))
    Message.objects.filter(pk=withdrawn.pk).update(revoked_at=LATER)
    others = [withdrawn, elsewhere, make_comment(channel="youtube"), make_complaint().messages.get()]

    for message in others:
        with pytest.raises(MoveNotAllowedError):
            hide(message)
    assert [standing(message) for message in others] == [Standing()] * 4


def test_the_unit_of_the_case_may_and_another_may_not() -> None:
    comment = make_comment()
    Complaint.objects.filter(messages=comment).update(opd=cast.unit("PUPRK"))

    with pytest.raises(NotAllowedError):
        hide_comment(message=comment, reason="abuse", user=cast.petugas_lain(), now=LATER)
    hiding = hide_comment(message=comment, reason="abuse", user=cast.petugas_pupr(), now=LATER)

    assert hiding.asked_by == cast.petugas_pupr()


def test_a_comment_without_a_case_is_the_coordinators_and_has_no_history() -> None:
    talk = make_comment("mantap pak wali")

    with pytest.raises(NotAllowedError):
        hide_comment(message=talk, reason="abuse", user=cast.petugas_pupr(), now=LATER)
    mark_done(hiding=hide(talk), now=LATER)

    assert (talk.complaint, standing(talk).may_show) == (None, True)
    assert ComplaintEvent.objects.filter(type="comment.hidden").count() == 0
