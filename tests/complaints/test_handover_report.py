"""Alih tangan: the month's refusals, referrals and parts, counted in the cases that the reader may know of."""

from datetime import date, timedelta

import pytest
from django.test import Client

from complaints.handover_report import BodyLine, Bounces, read_handovers
from complaints.models import Complaint
from complaints.services import declining
from complaints.services.referring import refer, undo_referral
from opd.models import ExternalBody, Role
from tests import cast
from tests.complaints.part_kit import LATER, make_lead, make_part
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def bounced() -> Complaint:
    """Given back by PUPRK, and then by DISHUB."""
    case = make_lead()
    facts = {"reason": "Bukan kami", "now": LATER}
    declining.decline(complaint=case, better=cast.unit("DISHUB"), user=cast.petugas_pupr(), **facts)  # type: ignore[arg-type]
    declining.decline(complaint=case, user=cast.petugas_lain(), **facts)  # type: ignore[arg-type]
    case.refresh_from_db()
    return case


def test_refusals_by_unit_by_category_and_by_case(bounced: Complaint) -> None:
    report = read_handovers(cast.koordinator(), NOVEMBER)

    assert report.units == [Bounces("Dishub", 1, 0), Bounces(cast.unit("PUPRK").short_name, 1, 0)]
    assert bounced.category is not None
    assert report.categories == [Bounces(bounced.category.name, 2, 0)]
    assert [(case.number, case.unit, case.times) for case in report.cases] == [
        (bounced.number, "Menunggu koordinator", 2)
    ]


def test_referrals_by_body(bounced: Complaint) -> None:
    facts = {"reason": "Listrik", "user": cast.koordinator(), "now": LATER}
    pln, roads = (ExternalBody.objects.get(code=code) for code in ("REF-PLN", "REF-BBPJN"))
    referral = refer(complaint=bounced, external_body=pln, **facts)  # type: ignore[arg-type]
    undo_referral(referral=referral, user=cast.koordinator(), now=LATER)
    refer(complaint=bounced, external_body=roads, **facts)  # type: ignore[arg-type]

    report = read_handovers(cast.koordinator(), NOVEMBER)

    assert report.bodies == [BodyLine(roads.name, 0, 1, 0), BodyLine(pln.name, 0, 0, 1)]


def test_parts_by_unit() -> None:
    make_part(make_lead())

    assert read_handovers(cast.koordinator(), NOVEMBER).parts == [("Dishub", 1)]


def test_another_month_has_nothing_of_it(bounced: Complaint) -> None:
    report = read_handovers(cast.koordinator(), date(2026, 10, 1))

    assert (report.units, report.categories, report.cases, report.bodies, report.parts) == ([], [], [], [], [])


def test_secret_cases_count_for_the_coordinator_alone(bounced: Complaint) -> None:
    Complaint.objects.filter(pk=bounced.pk).update(is_secret=True)
    sekda = cast.member("sekda.uji", Role.SEKDA)

    assert (len(read_handovers(cast.koordinator(), NOVEMBER).cases), read_handovers(sekda, NOVEMBER).units) == (1, [])


def test_the_page_is_for_city_roles(client: Client) -> None:
    make_complaint(at=LATER - timedelta(hours=1))
    client.force_login(cast.petugas_pupr())
    refused = client.get("/laporan/alih-tangan/").status_code
    client.force_login(cast.koordinator())
    page = client.get("/laporan/alih-tangan/?bulan=2026-11")

    assert (refused, page.status_code, page.context["report"].month) == (403, 200, NOVEMBER)
