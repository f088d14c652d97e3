"""The steps of a case as its citizen reads them."""

from datetime import timedelta

import pytest

from complaints.journey import read_journey
from complaints.models import Complaint
from complaints.services import declining, handling
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
LATER = MONDAY_MORNING + timedelta(hours=2)


def steps(complaint: Complaint) -> list[tuple[str, str]]:
    complaint.refresh_from_db()
    return [(step.label, step.state) for step in read_journey(complaint, LATER).steps]


def test_a_case_that_its_unit_has_taken_is_being_worked_on() -> None:
    complaint = make_complaint()
    unit = cast.unit("PUPRK").short_name

    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    assert steps(complaint) == [
        ("Diterima", "done"),
        (f"Diteruskan ke {unit}", "done"),
        ("Dikerjakan", "current"),
        ("Selesai", "ahead"),
    ]


def test_a_case_that_was_given_back_is_with_nobody() -> None:
    complaint = make_complaint()
    handling.take(complaint=complaint, user=cast.petugas_pupr(), now=LATER)

    declining.decline(complaint=complaint, reason="Jalan nasional", user=cast.petugas_pupr(), now=LATER)

    assert steps(complaint) == [
        ("Diterima", "current"),
        ("Diteruskan ke OPD", "ahead"),
        ("Dikerjakan", "ahead"),
        ("Selesai", "ahead"),
    ]


def test_what_is_left_of_the_promise_is_said_until_it_is_over() -> None:
    complaint = make_complaint()
    due_at = complaint.clocks.get(kind="resolve").due_at

    left = [
        read_journey(complaint, moment).left
        for moment in (due_at - timedelta(days=2), due_at - timedelta(minutes=18), due_at, due_at + timedelta(days=1))
    ]

    assert left == ["2 hari", "18 mnt", "", ""]


def test_without_a_running_promise_nothing_is_left() -> None:
    complaint = make_complaint()
    complaint.clocks.filter(kind="resolve").update(is_open=False)

    assert read_journey(complaint, LATER).left == ""
