"""What stands beside the conversation, from a history that the services wrote."""

from datetime import datetime, timedelta

import pytest

from complaints.dossier import read_dossier
from complaints.models import Complaint
from complaints.services import declining, handling, replies, resolving
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
TAKEN_IN = timedelta(seconds=1)  # after the citizen has sent his message


@pytest.fixture
def complaint() -> Complaint:
    """A road at PUPRK since Monday 09.00 WITA."""
    made = make_complaint()
    assert made.opd == cast.unit("PUPRK")
    return made


def hours(number: float) -> datetime:
    return MONDAY_MORNING + TAKEN_IN + timedelta(hours=number)


def custody(complaint: Complaint, now: datetime) -> list[tuple[str, str]]:
    complaint.refresh_from_db()
    return [(time.unit, time.words) for time in read_dossier(complaint, cast.koordinator(), now).custody]


def test_the_time_of_each_unit_is_shown(complaint: Complaint) -> None:
    """A transfer to another OPD buys no time, and its giver keeps his own."""
    handling.forward(
        complaint=complaint, opd=cast.unit("DISHUB"), reason="Lampu", user=cast.petugas_pupr(), now=hours(1.5)
    )

    assert custody(complaint, hours(2.5)) == [
        (cast.unit("PUPRK").short_name, "1 jam 30 mnt"),
        (cast.unit("DISHUB").short_name, "1 jam"),
    ]


def test_the_queue_has_its_share_of_a_case_that_was_given_back(complaint: Complaint) -> None:
    declining.decline(complaint=complaint, reason="Jalan nasional", user=cast.petugas_pupr(), now=hours(1))

    assert custody(complaint, hours(2.5)) == [
        ("Verifikasi rute", "1 jam 30 mnt"),
        (cast.unit("PUPRK").short_name, "1 jam"),
    ]


def test_waiting_for_the_citizen_is_nobodys_time(complaint: Complaint) -> None:
    replies.answer(
        complaint=complaint,
        text="Di mana tepatnya?",
        kind="question",
        user=cast.petugas_pupr(),
        version=complaint.version,
        now=hours(1),
    )
    receive(make_event("Depan SDN 007", at=hours(2) - TAKEN_IN))

    assert custody(complaint, hours(2.5)) == [(cast.unit("PUPRK").short_name, "1 jam 30 mnt")]


def test_the_time_stands_still_while_the_matter_counts_as_done(complaint: Complaint) -> None:
    resolving.resolve(complaint=complaint, resolution="Sudah.", user=cast.petugas_pupr(), now=hours(1))
    assert custody(complaint, hours(3)) == [(cast.unit("PUPRK").short_name, "1 jam")]

    resolving.reopen(complaint=complaint, now=hours(25))

    assert custody(complaint, hours(26)) == [(cast.unit("PUPRK").short_name, "2 jam")]
