"""What an officer sees of the findings, and what a repair gives back."""

from datetime import timedelta

import pytest

from complaints.guard import check
from complaints.models import Complaint
from complaints.second_look import Piece, apply_fix, next_promised_day, take_second_look
from sla.models import SlaClock
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=1)
TEXT = "Akan kami perbaiki. Hubungi 0812-3456-7890."
FIRST_ANSWER = "Senin, 30 November 2026"


@pytest.fixture
def complaint() -> Complaint:
    return make_complaint()


def test_the_words_are_marked_where_they_stand(complaint: Complaint) -> None:
    look = take_second_look(complaint, TEXT, check(TEXT, public=False), LATER)

    assert look is not None
    assert look.pieces == (
        Piece("Akan", True),
        Piece(" kami perbaiki. Hubungi ", False),
        Piece("0812-3456-7890", True),
        Piece(".", False),
    )
    assert [each.key for each in look.looks] == ["promise:0", "phone:28"]
    assert look.stops is False


def test_an_empty_part_stops(complaint: Complaint) -> None:
    look = take_second_look(complaint, "Halo [nama].", check("Halo [nama].", public=False), LATER)

    assert look is not None
    assert look.stops is True


def test_without_findings_there_is_nothing_to_look_at(complaint: Complaint) -> None:
    assert take_second_look(complaint, "Kami datang besok.", (), LATER) is None


def test_a_promise_is_given_the_day_of_the_next_one(complaint: Complaint) -> None:
    better = apply_fix(complaint, TEXT, check(TEXT, public=False), "promise:0", LATER)

    assert better == f"Akan kami perbaiki paling lambat {FIRST_ANSWER}. Hubungi 0812-3456-7890."


@pytest.mark.parametrize("key", ["promise:1", "blame:0", "", "x"])
def test_a_key_of_nothing_changes_nothing(complaint: Complaint, key: str) -> None:
    assert apply_fix(complaint, TEXT, check(TEXT, public=False), key, LATER) == TEXT


def test_a_day_that_has_passed_is_not_promised(complaint: Complaint) -> None:
    assert next_promised_day(complaint, LATER) == FIRST_ANSWER

    SlaClock.objects.filter(complaint=complaint).update(due_at=LATER)

    assert next_promised_day(complaint, LATER) == ""
