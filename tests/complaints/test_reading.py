"""Who tells the citizen that his message was read."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from complaints.models import Complaint, ReadReceipt
from complaints.services import reading, replies
from opd.models import User
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)


@pytest.fixture
def complaint() -> Complaint:
    """A complaint at PUPRK."""
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=cast.unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def read(complaint: Complaint, user: User | None = None) -> bool:
    return reading.note_read(complaint=complaint, user=user or cast.petugas_pupr(), now=LATER)


def test_an_officer_of_the_unit_has_read_the_newest_message_once(complaint: Complaint) -> None:
    newest = receive(make_event("Masih menunggu", at=MONDAY_MORNING + timedelta(minutes=1)))

    assert [read(complaint), read(complaint), read(complaint, cast.pimpinan())] == [True, False, False]
    assert ReadReceipt.objects.get().message == newest


def test_a_newer_message_is_read_anew(complaint: Complaint) -> None:
    read(complaint)
    receive(make_event("Masih menunggu", at=MONDAY_MORNING + timedelta(minutes=1)))

    assert read(complaint) is True


def test_who_only_looks_in_has_not_read_it(complaint: Complaint) -> None:
    looks_in = [cast.koordinator(), cast.admin(), cast.petugas_lain()]

    assert [read(complaint, user) for user in looks_in] == [False] * 3


def test_a_message_that_is_too_old_for_the_channel_is_left(complaint: Complaint) -> None:
    late = MONDAY_MORNING + timedelta(days=30)

    assert reading.note_read(complaint=complaint, user=cast.petugas_pupr(), now=late) is False


def test_switched_off_nothing_is_told(complaint: Complaint, settings: Settings) -> None:
    settings.READ_RECEIPTS = {"whatsapp": False}

    assert (read(complaint), ReadReceipt.objects.count()) == (False, 0)


def test_an_answer_that_waits_shows_that_somebody_writes(complaint: Complaint) -> None:
    officer = cast.petugas_pupr()
    replies.answer(complaint=complaint, text="x", kind="answer", user=officer, version=complaint.version, now=LATER)

    assert ReadReceipt.objects.get().with_typing is True


def test_an_answer_that_leaves_at_once_shows_nothing(complaint: Complaint, settings: Settings) -> None:
    settings.UNDO_SECONDS = {"whatsapp": 0}
    officer = cast.petugas_pupr()
    replies.answer(complaint=complaint, text="x", kind="answer", user=officer, version=complaint.version, now=LATER)

    assert ReadReceipt.objects.count() == 0
