"""Periksa sebelum kirim in Chromium: by keys, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, ComplaintEvent, Reply
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser

WRITTEN = "Akan kami perbaiki besok. Pak Joko Susilo sudah kami temui."
BETTER = "Akan kami perbaiki besok. Yang bersangkutan sudah kami temui."


def write(page: Page, live_server: LiveServer, complaint: Complaint) -> None:
    page.goto(f"{live_server.url}/aduan/{complaint.number}/")
    page.fill("#text", WRITTEN)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (320, 640)])
def test_one_key_repairs_and_one_sends(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    write(officer_page, live_server, city[0])
    officer_page.keyboard.press("Control+Enter")
    expect(officer_page.locator("#second-look-title")).to_be_focused()
    check(officer_page)

    officer_page.keyboard.press("1")

    expect(officer_page.locator("#text")).to_have_value(BETTER)
    officer_page.focus("#text")
    officer_page.keyboard.press("Control+Enter")
    expect(officer_page.locator(".bubble-officer").last).to_contain_text(BETTER)
    assert Reply.objects.filter(text=BETTER).count() == 1


def test_sent_with_a_reason_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        write(page, live_server, city[0])
        page.get_by_role("button", name="Kirim", exact=True).click()

        page.fill("#override_reason", "Pelapor sendiri yang menyebutnya")
        page.keyboard.press("Enter")

        expect(page.locator(".bubble-officer").last).to_contain_text(WRITTEN)
    event = ComplaintEvent.objects.filter(type="reply.written").latest("pk")
    assert event.data["guard"] == {"flags": ["person"], "reason": "Pelapor sendiri yang menyebutnya"}
