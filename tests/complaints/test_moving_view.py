"""Moving, splitting, merging and placing as plain forms."""

from datetime import timedelta

import pytest
from django.test import Client

from complaints.models import CaseMove, Complaint
from complaints.queries import siblings_of
from opd.models import Role
from tests.cast import koordinator, member, petugas_lain, petugas_pupr, unit
from tests.factories import MONDAY_MORNING, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)


@pytest.fixture
def cases() -> tuple[Complaint, Complaint]:
    """Two of one citizen, both at PUPRK; the first has two messages."""
    first = make_complaint(ROAD)
    receive(make_event("lubangnya dalam", at=MONDAY_MORNING + timedelta(minutes=1)))
    second = make_complaint("Sampah di TPS Loktuan tidak diangkut tiga hari", at=MONDAY_MORNING + 2 * HOUR)
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded")
    return Complaint.objects.get(pk=first.pk), Complaint.objects.get(pk=second.pk)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(petugas_pupr())
    return client


def test_a_message_is_moved_and_the_move_taken_back(officer: Client, cases: tuple[Complaint, Complaint]) -> None:
    first, second = cases
    message = first.messages.latest("sent_at")
    page = f"/aduan/{first.number}/pesan/{message.pk}/pindahkan/"

    done = officer.post(page, {"target": second.number})
    message.refresh_from_db()
    assert (done.headers["Location"], message.complaint) == (f"/aduan/{first.number}/", second)

    offered = officer.get(f"/aduan/{second.number}/gabungkan/").context["moves"]
    assert [(item["move"].kind, item["can_undo"]) for item in offered] == [("move", True)]
    officer.post(f"/pemindahan/{CaseMove.objects.get().pk}/urungkan/")
    message.refresh_from_db()
    assert message.complaint == first


def test_a_refused_move_says_why(officer: Client, cases: tuple[Complaint, Complaint]) -> None:
    first, second = cases
    message = second.messages.get()

    page = officer.post(f"/aduan/{second.number}/pesan/{message.pk}/pindahkan/", {"target": first.number})

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["Ini satu-satunya pesan dalam aduan. Gabungkan aduannya saja."]


def test_a_message_is_split_off(officer: Client, cases: tuple[Complaint, Complaint]) -> None:
    message = cases[0].messages.latest("sent_at")

    officer.post(f"/aduan/{cases[0].number}/pesan/{message.pk}/pecah/")

    message.refresh_from_db()
    assert message.complaint == Complaint.objects.latest("pk")


def test_two_cases_are_merged_and_the_merged_one_leads_to_the_other(
    officer: Client, cases: tuple[Complaint, Complaint]
) -> None:
    first, second = cases

    done = officer.post(f"/aduan/{second.number}/gabungkan/", {"target": first.number})

    second.refresh_from_db()
    assert (done.headers["Location"], second.merged_into) == (f"/aduan/{first.number}/", first)
    page = officer.get(f"/aduan/{second.number}/").content.decode()
    assert f'Aduan ini bagian dari <a href="/aduan/{first.number}/">' in page


@pytest.mark.parametrize("act", ["gabungkan/", "pesan/{pk}/pindahkan/", "pesan/{pk}/pecah/"])
def test_another_agency_finds_nothing(client: Client, cases: tuple[Complaint, Complaint], act: str) -> None:
    client.force_login(petugas_lain())
    path = f"/aduan/{cases[0].number}/{act.format(pk=cases[0].messages.latest('sent_at').pk)}"

    assert client.post(path, {"target": cases[1].number}).status_code == 404
    assert CaseMove.objects.count() == 0


def test_a_message_of_another_case_is_not_moved_through_this_one(
    officer: Client, cases: tuple[Complaint, Complaint]
) -> None:
    foreign = cases[1].messages.get()

    assert officer.get(f"/aduan/{cases[0].number}/pesan/{foreign.pk}/pindahkan/").status_code == 404


def test_only_visible_cases_are_offered_and_none_of_an_anonymous_citizen(
    cases: tuple[Complaint, Complaint],
) -> None:
    first, second = cases
    elsewhere = make_complaint("Lampu jalan padam di Guntung sejak Senin", at=MONDAY_MORNING + 4 * HOUR)

    assert list(siblings_of(petugas_pupr(), first)) == [second]
    assert set(siblings_of(koordinator(), first)) == {second, elsewhere}
    Complaint.objects.filter(pk=second.pk).update(is_anonymous=True)
    assert list(siblings_of(petugas_pupr(), first)) == []
    assert list(siblings_of(petugas_pupr(), Complaint.objects.get(pk=second.pk))) == []


def test_a_move_is_not_undone_by_who_sees_one_side_alone(client: Client, cases: tuple[Complaint, Complaint]) -> None:
    client.force_login(koordinator())
    client.post(f"/aduan/{cases[1].number}/gabungkan/", {"target": cases[0].number})
    Complaint.objects.filter(pk=cases[1].pk).update(opd=unit("DLH"))

    client.force_login(petugas_pupr())

    assert client.post(f"/pemindahan/{CaseMove.objects.get().pk}/urungkan/").status_code == 404


@pytest.fixture
def unplaced(cases: tuple[Complaint, Complaint]) -> int:
    """A message whose citizen was asked long ago."""
    return receive(make_event("kapan petugas datang pak", at=MONDAY_MORNING + 5 * HOUR)).pk


def test_what_nobody_chose_stands_before_the_coordinator_with_its_cases(
    client: Client, cases: tuple[Complaint, Complaint], unplaced: int
) -> None:
    client.force_login(koordinator())

    assert client.get("/rute/").context["unplaced"] == 1
    rows = client.get("/rute/pesan/").context["rows"]
    assert [(row["message"].pk, row["cases"]) for row in rows] == [(unplaced, list(cases))]
    client.post(f"/rute/pesan/{unplaced}/", {"case": cases[0].number})
    assert cases[0].messages.filter(pk=unplaced).count() == 1
    assert client.get("/rute/pesan/").context["rows"] == []


def test_it_may_become_a_new_complaint(client: Client, unplaced: int) -> None:
    client.force_login(koordinator())

    client.post(f"/rute/pesan/{unplaced}/", {"case": ""})

    assert Complaint.objects.latest("pk").messages.get().pk == unplaced


@pytest.mark.parametrize("role", [Role.PETUGAS, Role.PIMPINAN])
def test_only_a_coordinator_places_it(client: Client, unplaced: int, role: Role) -> None:
    client.force_login(member(f"{role}.uji", role, unit("PUPRK")))

    assert client.get("/rute/pesan/").status_code == 403
    assert client.post(f"/rute/pesan/{unplaced}/", {"case": ""}).status_code == 403
