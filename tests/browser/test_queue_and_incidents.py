"""The verification queue by keys alone, and the pages of incidents: axe and width at every size, and no scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint, Incident, Reply, RoutingDecision
from complaints.services import incidents
from opd.models import User
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check
from tests.complaints.incident_kit import report_hole
from tests.factories import make_complaint

pytestmark = pytest.mark.browser
VAGUE = "Min tolong itu yang kemarin bagaimana ya kelanjutannya di tempat kami"
DECISIONS = 5
# Records every key that the person presses, over all pages of the visit.
COUNT_KEYS = """addEventListener("keydown", () =>
    sessionStorage.setItem("pressed", 1 + Number(sessionStorage.getItem("pressed"))), true)"""


@pytest.fixture
def waiting(city: list[Complaint]) -> list[Complaint]:
    """More in the queue than are decided, oldest first; the city's own one is the oldest."""
    start = now() - timedelta(hours=3)
    more = [
        make_complaint(VAGUE, phone=f"+62812000001{number:02}", at=start + timedelta(minutes=number))
        for number in range(DECISIONS + 1)
    ]
    return [city[2], *more]


@pytest.fixture
def incident(city: list[Complaint]) -> Incident:
    """Three citizens, one hole."""
    holes = report_hole(now() - timedelta(hours=3))
    user = User.objects.get(username="petugas")
    return incidents.join_incident(complaint=holes[0], others=holes[1:], user=user, now=now())


def test_one_key_decides_and_the_next_item_has_the_focus(
    coordinator_page: Page, waiting: list[Complaint], live_server: LiveServer
) -> None:
    page = coordinator_page
    page.add_init_script(COUNT_KEYS)
    page.goto(f"{live_server.url}/rute/")

    for complaint in waiting[:DECISIONS]:
        expect(page.locator(".queue-item.current .number")).to_have_text(complaint.number)
        page.keyboard.press("1")
        page.wait_for_url("**/rute/#next")
        expect(page.locator(".undo-last .number")).to_have_text(complaint.number)

    assert page.evaluate("document.activeElement.id") == "next"
    assert page.evaluate("scrollY") == 0  # what was decided, and its undo, stay in view
    assert page.evaluate("Number(sessionStorage.getItem('pressed'))") == DECISIONS
    decided = RoutingDecision.objects.filter(decided_by__username="koordinator").order_by("pk")
    assert [row.complaint for row in decided] == waiting[:DECISIONS]

    page.keyboard.press("u")
    expect(page.locator(".queue-item.current .number")).to_have_text(waiting[DECISIONS - 1].number)


def test_keys_mean_the_item_with_the_focus(
    coordinator_page: Page, waiting: list[Complaint], live_server: LiveServer
) -> None:
    page = coordinator_page
    page.goto(f"{live_server.url}/rute/")

    page.keyboard.press("j")
    expect(page.locator(".queue-item.current .number")).to_have_text(waiting[1].number)
    page.keyboard.press("b")

    expect(page.locator("h1")).to_have_text("Bukan aduan")
    assert page.url == f"{live_server.url}/rute/{waiting[1].number}/bukan-aduan/"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(
    coordinator_page: Page,
    waiting: list[Complaint],
    incident: Incident,
    live_server: LiveServer,
    width: int,
    height: int,
) -> None:
    page = coordinator_page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/rute/")
    page.locator(".choice").first.click()
    page.wait_for_url("**/rute/#next")
    check(page)
    number = incident.members.all()[0].complaint.number
    for path in (
        f"aduan/{number}/",
        f"aduan/{number}/melebar/",
        "kejadian/",
        f"kejadian/{incident.pk}/",
        f"kejadian/{incident.pk}/jawab/",
        f"kejadian/{incident.pk}/selesaikan/",
    ):
        page.goto(f"{live_server.url}/{path}")
        check(page)


def test_all_who_report_a_hole_get_one_answer_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    first, *_ = report_hole(now() - timedelta(hours=3))
    page = login(browser.new_context(java_script_enabled=False), live_server, "petugas")

    page.goto(f"{live_server.url}/aduan/{first.number}/melebar/")
    page.click("text=Jadikan satu kejadian >> nth=-1")
    page.click("text=Jawab bersama")
    page.fill("[name=text]", "Lubang sudah kami tutup sementara, besok ditambal.")
    page.click("button:has-text('Jawab bersama')")

    expect(page.locator(".common-answer .members li")).to_have_count(4)  # with the city's own
    assert Reply.objects.filter(common_part__answer__incident=Incident.objects.get()).count() == 4
