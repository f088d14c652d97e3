"""One tap in Chromium: two keys from the list, and the same without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Reply
from sla.models import Pledge
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser


def test_two_keys_from_the_list(officer_page: Page, city: list[Complaint], live_server: LiveServer) -> None:
    officer_page.goto(f"{live_server.url}/aduan/")

    officer_page.keyboard.press("b")
    expect(officer_page.locator("#acknowledge")).to_be_visible()
    officer_page.keyboard.press("t")

    expect(officer_page.locator(".bubble-officer .undo")).to_be_visible()
    reply = Reply.objects.get(kind="receipt")
    assert (reply.complaint, Pledge.objects.get().clock.complaint) == (city[1], city[1])


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_without_javascript_at_every_width(
    browser: Browser, city: list[Complaint], live_server: LiveServer, width: int
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 780}) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/{city[1].number}/")
        said = page.inner_text("#acknowledge-words")

        page.click("#acknowledge")

        expect(page.locator(".bubble-officer").last).to_contain_text(said)
    assert Reply.objects.get(kind="receipt").text == said


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844), (320, 640)])
def test_axe_and_width(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    officer_page.goto(f"{live_server.url}/aduan/{city[1].number}/")

    check(officer_page)
