"""Hitungan tenggat over HTTP: linked from the case, open to its unit, closed to others."""

import pytest
from django.test import Client

from complaints.models import Complaint
from sla.models import ClockKind
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def complaint() -> Complaint:
    made = make_complaint()
    Complaint.objects.filter(pk=made.pk).update(opd=unit("PUPRK"), status="forwarded")
    made.refresh_from_db()
    return made


def test_the_case_links_each_clock_to_its_arithmetic(client: Client, complaint: Complaint) -> None:
    client.force_login(petugas_pupr())
    clock = complaint.clocks.get(kind=ClockKind.RESOLVE)
    path = f"/aduan/{complaint.number}/tenggat/{clock.pk}/"

    page = client.get(f"/aduan/{complaint.number}/").content.decode()
    response = client.get(path)

    assert page.count(f'href="{path}"') == 1
    assert (response.status_code, response.context["explanation"].due_at) == (200, clock.due_at)


def test_only_who_knows_of_the_case_and_only_its_own_clocks(client: Client, complaint: Complaint) -> None:
    other = make_complaint("Lampu jalan di simpang padam sejak kemarin malam", phone="+6281200000002")
    own, foreign = complaint.clocks.first(), other.clocks.first()
    assert own is not None
    assert foreign is not None
    statuses = []
    for user, clock in ((petugas_pupr(), own), (petugas_pupr(), foreign), (petugas_lain(), own)):
        client.force_login(user)
        statuses.append(client.get(f"/aduan/{complaint.number}/tenggat/{clock.pk}/").status_code)

    assert statuses == [200, 404, 404]
