"""Undang ke percakapan pribadi as plain pages."""

import pytest
from django.test import Client

from complaints.models import Complaint, Invitation
from tests.cast import petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, ROAD, make_comment, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def case() -> Complaint:
    """A case from a public comment, at PUPRK."""
    make_comment(ROAD)
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded")
    return Complaint.objects.get()


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def test_the_way_leads_from_the_composer_over_the_approved_text_to_the_reply(officer: Client, case: Complaint) -> None:
    page = f"/aduan/{case.number}/undang/"

    assert officer.get(f"/aduan/{case.number}/").content.decode().count(f'href="{page}"') == 1
    offered = [value for value, _ in officer.get(page).context["form"].fields["way"].choices]
    sent = officer.post(page, {"way": "direct", "version": case.version})

    assert (offered, sent.headers["Location"]) == (["direct", "form"], f"/aduan/{case.number}/")
    assert Invitation.objects.get().reply.text.count("UND-") == 1


def test_an_old_page_is_refused_with_its_reason(officer: Client, case: Complaint) -> None:
    page = officer.post(f"/aduan/{case.number}/undang/", {"way": "direct", "version": case.version + 1})

    assert (page.status_code, Invitation.objects.count()) == (422, 0)
    assert page.context["form"].non_field_errors()[0].startswith("Aduan ini sudah berubah pukul ")


def test_who_came_by_a_code_is_parted_by_one_press(officer: Client, case: Complaint) -> None:
    officer.post(f"/aduan/{case.number}/undang/", {"way": "direct", "version": case.version})
    invitation = Invitation.objects.get()
    receive(make_event(f"{invitation.code} ini lanjutannya", at=MONDAY_MORNING))
    Invitation.objects.update(expires_at=MONDAY_MORNING)

    officer.post(f"/undangan/{invitation.pk}/pisahkan/")

    invitation.refresh_from_db()
    assert invitation.released_by == petugas_pupr()
    assert Complaint.objects.count() == 2


def test_other_agencies_neither_read_nor_part(client: Client, case: Complaint) -> None:
    client.force_login(petugas_pupr())
    client.post(f"/aduan/{case.number}/undang/", {"way": "direct", "version": case.version})
    client.force_login(petugas_lain())

    answers = [
        client.get(f"/aduan/{case.number}/undang/"),
        client.post(f"/undangan/{Invitation.objects.get().pk}/pisahkan/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
