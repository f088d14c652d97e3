"""Who sees what, with data that could leak."""

import pytest
from django.test import Client

from complaints.models import Complaint
from complaints.queries import visible_to
from complaints.services import classify
from opd.models import User
from tests import cast
from tests.factories import MONDAY_MORNING, make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def secret() -> Complaint:
    complaint = make_complaint()
    classify.set_secrecy(
        complaint=complaint,
        is_anonymous=True,
        is_secret=True,
        reason="Uji",
        user=cast.koordinator(),
        now=MONDAY_MORNING,
    )
    return complaint


def seen_by(user: User) -> list[str]:
    return list(visible_to(user).values_list("number", flat=True))


def test_an_officer_sees_his_own_agencys_complaints_alone() -> None:
    complaint = make_complaint()

    assert seen_by(cast.petugas_pupr()) == [complaint.number]
    assert seen_by(cast.petugas_lain()) == []
    assert seen_by(cast.koordinator()) == [complaint.number]


def test_a_secret_case_is_known_to_head_and_coordinator_alone(secret: Complaint) -> None:
    assert seen_by(cast.petugas_pupr()) == []
    assert seen_by(cast.pimpinan()) == [secret.number]
    assert seen_by(cast.koordinator()) == [secret.number]


@pytest.mark.parametrize("path", ["", "disposisi/", "selesaikan/"])
def test_a_foreign_complaint_is_not_found_by_a_guessed_number(client: Client, path: str) -> None:
    complaint = make_complaint()
    client.force_login(cast.petugas_lain())

    assert client.get(f"/aduan/{complaint.number}/{path}").status_code == 404


def test_the_wall_is_for_the_city_alone(client: Client) -> None:
    client.force_login(cast.petugas_pupr())

    assert client.get("/pantau/").status_code == 403
