"""The pages of incidents over HTTP: every control is a plain form, and nobody sees a stranger's case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bontang_pengaduan.lib.clock import now
from complaints.incidents import members_of
from complaints.models import CommonAnswer, Complaint, Incident, IncidentMember, Reply
from complaints.services import incidents
from tests import cast
from tests.complaints.incident_kit import fresh, report_hole

pytestmark = pytest.mark.usefixtures("reference_data")
Holes = list[Complaint]


@pytest.fixture
def holes() -> Holes:
    return report_hole(now() - timedelta(hours=3))


@pytest.fixture
def incident(holes: Holes) -> Incident:
    return incidents.join_incident(complaint=holes[0], others=holes[1:], user=cast.petugas_pupr(), now=now())


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(cast.petugas_pupr())
    return client


def numbers(cases: Holes) -> list[str]:
    return [complaint.number for complaint in cases]


def test_the_case_shows_what_is_alike_and_one_press_makes_an_incident(officer: Client, holes: Holes) -> None:
    page = officer.get(f"/aduan/{holes[0].number}/")
    assert [item.complaint for item in page.context["lookalikes"]] == holes[1:]

    done = officer.post(f"/aduan/{holes[0].number}/satu-kejadian/", {"others": holes[1].number})

    incident = Incident.objects.get()
    assert done.headers["Location"] == f"/kejadian/{incident.pk}/"
    assert list(members_of(incident)) == holes[:2]
    after = officer.get(f"/aduan/{holes[0].number}/")
    assert (after.context["incident"], after.context["lookalikes"]) == (incident, [])


def test_the_look_for_lookalikes_costs_the_same_for_one_and_three(officer: Client, holes: Holes) -> None:
    Complaint.objects.filter(pk=holes[2].pk).update(is_secret=True)
    officer.get(f"/aduan/{holes[0].number}/")
    counts = []
    for is_secret in (True, False):
        Complaint.objects.filter(pk=holes[2].pk).update(is_secret=is_secret)
        with CaptureQueriesContext(connection) as queries:
            officer.get(f"/aduan/{holes[0].number}/", headers={"HX-Request": "true"})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_spread_counts_and_offers_all_of_them(officer: Client, holes: Holes) -> None:
    page = officer.get(f"/aduan/{holes[0].number}/melebar/")

    assert (page.context["spread"].total, page.context["spread"].is_growing) == (3, True)
    boxes = [f'<input type="checkbox" name="others" value="{number}" checked>' for number in numbers(holes[1:])]
    assert [page.content.decode().count(box) for box in boxes] == [1, 1]


def test_the_spread_offers_the_incident_of_the_others_and_not_its_own(officer: Client, holes: Holes) -> None:
    incidents.join_incident(complaint=holes[0], others=[holes[1]], user=cast.petugas_pupr(), now=now())

    offered = [
        officer.get(f"/aduan/{complaint.number}/melebar/").content.decode().count('name="others"')
        for complaint in (holes[2], holes[0])
    ]
    officer.post(f"/aduan/{holes[2].number}/satu-kejadian/", {"others": numbers(holes[:2])})

    assert offered == [2, 1]
    assert list(members_of(Incident.objects.get())) == holes


def test_strangers_and_secret_cases_get_no_page(client: Client, holes: Holes, incident: Incident) -> None:
    client.force_login(cast.petugas_lain())
    pages = [f"/aduan/{holes[0].number}/melebar/", f"/kejadian/{incident.pk}/", f"/kejadian/{incident.pk}/jawab/"]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert list(client.get("/kejadian/").context["incidents"]) == []
    assert client.post(f"/aduan/{holes[0].number}/satu-kejadian/keluar/").status_code == 404

    Complaint.objects.filter(pk=holes[0].pk).update(is_secret=True)
    client.force_login(cast.koordinator())
    assert client.get(pages[0]).status_code == 404


def test_a_stranger_who_posts_the_number_of_a_case_joins_nothing(client: Client, holes: Holes) -> None:
    Complaint.objects.filter(pk=holes[1].pk).update(opd=cast.unit("DISHUB"))
    client.force_login(cast.petugas_lain())

    client.post(f"/aduan/{holes[1].number}/satu-kejadian/", {"others": holes[0].number})

    assert Incident.objects.count() == 0


def test_a_member_leaves_and_comes_back(officer: Client, holes: Holes, incident: Incident) -> None:
    officer.post(f"/aduan/{holes[2].number}/satu-kejadian/keluar/")
    page = officer.get(f"/kejadian/{incident.pk}/").context["page"]
    assert ([line.member.complaint for line in page.former], page.total) == ([holes[2]], 2)

    officer.post(f"/kejadian/{incident.pk}/kembalikan/", {"number": holes[2].number})
    assert list(members_of(incident)) == holes


def test_the_page_costs_the_same_for_two_and_three_members(officer: Client, holes: Holes, incident: Incident) -> None:
    officer.get(f"/kejadian/{incident.pk}/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            officer.get(f"/kejadian/{incident.pk}/")
        counts.append(len(queries))
        IncidentMember.objects.filter(complaint=holes[2]).delete()

    assert counts[0] == counts[1]


def test_one_answer_reaches_all_and_is_shown_with_its_fate(officer: Client, holes: Holes, incident: Incident) -> None:
    address = f"/kejadian/{incident.pk}/jawab/"
    assert officer.get(address).context["form"].fields["numbers"].initial == numbers(holes)

    done = officer.post(address, {"text": "Lubang sudah kami tutup sementara.", "numbers": numbers(holes[:2])})

    assert done.headers["Location"] == f"/kejadian/{incident.pk}/"
    [sent] = officer.get(f"/kejadian/{incident.pk}/").context["page"].answers
    assert [(part.complaint, part.reply.status) for part in sent.parts] == [(each, "pending") for each in holes[:2]]

    officer.post(f"/kejadian/jawaban/{sent.answer.pk}/urungkan/")
    assert set(Reply.objects.filter(kind="answer").values_list("status", flat=True)) == {"cancelled"}


def test_a_refused_answer_keeps_its_words(officer: Client, holes: Holes, incident: Incident) -> None:
    address = f"/kejadian/{incident.pk}/jawab/"

    page = officer.post(address, {"text": "LUBANG INI SUDAH KAMI TUTUP SEMUANYA", "numbers": numbers(holes)})

    assert page.status_code == 422
    assert page.context["form"]["text"].value() == "LUBANG INI SUDAH KAMI TUTUP SEMUANYA"
    assert [look.finding.flag for look in page.context["form"].second_look.looks] == ["shouting"]
    stranger = officer.post(address, {"text": "Sudah ditutup.", "numbers": ["BTG-2611-9999"]})
    assert (stranger.status_code, CommonAnswer.objects.count()) == (422, 0)


def test_all_are_resolved_by_one_form(officer: Client, holes: Holes, incident: Incident) -> None:
    officer.post(f"/kejadian/{incident.pk}/selesaikan/", {"text": "Aspal sudah ditambal.", "numbers": numbers(holes)})

    assert [(fresh(each).status, fresh(each).resolution) for each in holes] == [
        ("resolved", "Aspal sudah ditambal.")
    ] * 3
    assert list(officer.get("/kejadian/").context["incidents"]) == []
