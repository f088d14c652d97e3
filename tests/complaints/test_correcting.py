"""Promised dates after a change of the calendar: later ones are corrected to their citizens, once, in office hours."""

from datetime import date, datetime, timedelta

import pytest

from complaints.models import Complaint, Conversation, Reply
from complaints.services.correcting import correct_promises
from complaints.services.withdrawal import withdraw
from sla.drafts import DayOff, Draft
from sla.holidays import add_holiday, change_calendar, remove_holiday
from sla.models import DueChange, Recount, SlaClock
from sla.recount import begin_recount, finish_recount, stop_recount
from sla.working_time import WITA
from tests.cast import koordinator
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")

DAY = date(2026, 11, 25)
NIGHT = MONDAY_MORNING + timedelta(hours=12)


@pytest.fixture
def complaint() -> Complaint:
    return make_complaint()


def decree(day: date = DAY) -> Recount:
    recount = add_holiday(day=day, name="Hari Jadi Kota", kind="local", source="SK 12/2026", now=MONDAY_MORNING)
    return finish_recount(recount=recount, now=MONDAY_MORNING)


def words(complaint: Complaint) -> list[str]:
    """What the citizen was told of a new date."""
    replies = Reply.objects.filter(complaint=complaint, kind=Reply.Kind.PROMPT, text__contains="Janji baru")
    return list(replies.values_list("text", flat=True))


def promised(complaint: Complaint) -> datetime:
    return SlaClock.objects.get(complaint=complaint, kind="resolve").due_at.astimezone(WITA)


def test_a_promise_that_got_later_is_corrected_with_its_reason(complaint: Complaint) -> None:
    former = promised(complaint)
    decree()

    told = correct_promises(now=MONDAY_MORNING)

    assert (told, f"{former:%m-%d}", f"{promised(complaint):%m-%d %H.%M}") == (1, "12-11", "12-14 16.00")
    text = (
        f"Aduan {complaint.number} “{complaint.subject}” perlu waktu lebih lama dari janji semula.\n"
        "Janji baru: selesai paling lambat Senin, 14 Desember 2026 pukul 16.00 WITA.\n"
        "Alasan: hari kerja kota berubah. 25-11-2026 menjadi hari libur: Hari Jadi Kota\n"
        "Mohon maaf atas perubahan ini."
    )
    event = complaint.events.get(type="clock.recounted")
    assert (words(complaint), datetime.fromisoformat(event.data["due_at"])) == ([text], promised(complaint))


def test_nobody_is_told_twice(complaint: Complaint) -> None:
    decree()

    assert [correct_promises(now=MONDAY_MORNING) for _ in range(2)] == [1, 0]


def test_33_nobody_is_told_at_night(complaint: Complaint) -> None:
    decree()

    assert (correct_promises(now=NIGHT), words(complaint)) == (0, [])
    assert correct_promises(now=MONDAY_MORNING + timedelta(days=1)) == 1


def test_a_promise_that_got_earlier_is_not_told(complaint: Complaint) -> None:
    finish_recount(recount=remove_holiday(day=date(2026, 12, 25), now=MONDAY_MORNING), now=MONDAY_MORNING)
    draft = Draft(dropped=(DayOff(DAY, "local", "Hari Jadi Kota"),))
    decree()
    correct_promises(now=MONDAY_MORNING)
    recount = change_calendar(
        draft=draft, reason="Dicabut", document="SK 13/2026", user=koordinator(), now=MONDAY_MORNING
    )

    moved = finish_recount(recount=recount, now=MONDAY_MORNING).moved

    assert (moved > 0, correct_promises(now=MONDAY_MORNING), len(words(complaint))) == (True, 0, 1)


def test_a_day_that_was_taken_back_before_anybody_was_told_was_never_said(complaint: Complaint) -> None:
    decree()
    finish_recount(recount=remove_holiday(day=DAY, now=MONDAY_MORNING), now=MONDAY_MORNING)

    assert (correct_promises(now=MONDAY_MORNING), words(complaint)) == (0, [])
    assert DueChange.objects.filter(awaits_word=True).count() == 0


def test_two_days_make_one_message_with_the_last_date(complaint: Complaint) -> None:
    decree()
    decree(date(2026, 11, 26))

    assert correct_promises(now=MONDAY_MORNING) == 1
    assert [text.count("Selasa, 15 Desember 2026") for text in words(complaint)] == [1]


def test_while_the_counting_goes_on_or_is_stopped_nobody_is_told(complaint: Complaint) -> None:
    recount = decree()
    Recount.objects.filter(pk=recount.pk).update(status="running", ended_at=None)
    during = correct_promises(now=MONDAY_MORNING)
    stop_recount(recount=recount, user=koordinator(), now=MONDAY_MORNING)

    assert (during, correct_promises(now=MONDAY_MORNING)) == (0, 0)


def test_a_case_that_has_ended_is_not_told(complaint: Complaint) -> None:
    decree()
    withdraw(complaint=complaint, now=MONDAY_MORNING)

    assert (correct_promises(now=MONDAY_MORNING), words(complaint)) == (0, [])


def test_outside_the_window_the_word_waits_for_the_citizen(complaint: Complaint) -> None:
    decree()
    Conversation.objects.update(window_until=MONDAY_MORNING - timedelta(hours=1))

    correct_promises(now=MONDAY_MORNING)

    assert Reply.objects.get(complaint=complaint, text__contains="Janji baru").status == Reply.Status.HELD


def test_a_recount_that_moves_nothing_tells_nobody(complaint: Complaint) -> None:
    version = decree().version
    correct_promises(now=MONDAY_MORNING)
    version.pk, version.number = None, version.number + 1
    version.save()

    finish_recount(recount=begin_recount(version=version, now=MONDAY_MORNING), now=MONDAY_MORNING)

    assert correct_promises(now=MONDAY_MORNING) == 0
