"""Moving, merging and placing in Chromium: axe and width at every size, and the act itself without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from complaints.models import CaseMove, Complaint, Message
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check
from tests.factories import ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.browser
PHONE = "+6281200000044"


@pytest.fixture
def cases(city: list[Complaint]) -> tuple[Complaint, Complaint]:
    """Two of one citizen beside the others, the first with two messages; a third message waits for a choice."""
    start = now() - timedelta(hours=5)
    first = make_complaint(ROAD, phone=PHONE, at=start)
    receive(make_event("lubangnya dalam", phone=PHONE, at=start + timedelta(minutes=1)))
    second = make_complaint("Sampah di TPS Loktuan tidak diangkut", phone=PHONE, at=start + timedelta(hours=2))
    receive(make_event("kapan petugas datang pak", phone=PHONE, at=start + timedelta(hours=3)))
    return first, second


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(
    coordinator_page: Page, cases: tuple[Complaint, Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    coordinator_page.set_viewport_size({"width": width, "height": height})
    first, second = cases
    message = first.messages.latest("sent_at")
    for path in (
        f"aduan/{first.number}/pesan/{message.pk}/pindahkan/",
        f"aduan/{second.number}/gabungkan/",
        "rute/pesan/",
    ):
        coordinator_page.goto(f"{live_server.url}/{path}")
        check(coordinator_page)


def test_moves_and_takes_back_without_javascript(
    browser: Browser, cases: tuple[Complaint, Complaint], live_server: LiveServer
) -> None:
    first, second = cases
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/aduan/{first.number}/")
    page.locator(".bubble-act").last.click()
    page.select_option("[name=target]", second.number)
    page.click("text=Pindahkan >> nth=-1")

    assert Message.objects.get(text="lubangnya dalam").complaint == second
    page.goto(f"{live_server.url}/aduan/{second.number}/gabungkan/")
    page.click("text=Urungkan")
    expect(page.locator("body")).to_contain_text("Pemindahan diurungkan.")
    assert CaseMove.objects.exclude(undone_at=None).count() == 1
