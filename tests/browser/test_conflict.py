"""Two officers at one complaint in Chromium: the second is told, and his text stays."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Reply
from complaints.services import replies
from opd.models import User
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser

TYPED = "Regu kami sudah berangkat."


def answer_meanwhile(complaint: Complaint) -> None:
    """The coordinator answers while the officer still writes."""
    current = Complaint.objects.get(pk=complaint.pk)
    replies.answer(
        complaint=current,
        text="Sudah kami jadwalkan Kamis.",
        kind="answer",
        user=User.objects.get(username="koordinator"),
        version=current.version,
        now=datetime.now(UTC),
    )


def write(page: Page, live_server: LiveServer, complaint: Complaint) -> None:
    page.goto(f"{live_server.url}/aduan/{complaint.number}/")
    page.fill("#text", TYPED)


def expect_the_question(page: Page) -> None:
    question = re.compile(r"^Aduan ini sudah dijawab Koordinator pukul \d\d\.\d\d\. Tetap kirim\?$")
    expect(page.locator("#composer-error")).to_have_text(question)
    expect(page.locator(".bubble-officer").last).to_contain_text("Sudah kami jadwalkan Kamis.")
    expect(page.locator("#text")).to_have_value(TYPED)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_second_sees_the_first_answer_keeps_his_text_and_may_still_send(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    write(officer_page, live_server, city[0])
    answer_meanwhile(city[0])

    with officer_page.expect_response(lambda response: response.url.endswith("/balas/")) as refusal:
        officer_page.get_by_role("button", name="Kirim", exact=True).click()

    assert refusal.value.status == 409
    expect_the_question(officer_page)
    check(officer_page)
    assert Reply.objects.filter(text=TYPED).count() == 0
    officer_page.get_by_role("button", name="Tetap kirim").click()
    expect(officer_page.locator(".bubble-officer").last).to_contain_text(TYPED)
    assert Reply.objects.filter(text=TYPED).count() == 1


def test_the_same_without_javascript(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        write(page, live_server, city[0])
        answer_meanwhile(city[0])

        page.get_by_role("button", name="Kirim", exact=True).click()

        expect_the_question(page)
        page.get_by_role("button", name="Tetap kirim").click()
        expect(page.locator(".bubble-officer").last).to_contain_text(TYPED)
