"""Approved answers in Chromium: four keys from the list to the citizen, all pages at every width, no JavaScript."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import AnswerVersion, Complaint, ComplaintEvent, Reply
from complaints.services.approved_answers import approve
from opd.models import User
from tests.browser.conftest import login
from tests.browser.test_budgets import THREAD_BYTES
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser
LIST = "/pengaturan/jawaban/"


@pytest.fixture
def version(city: list[Complaint]) -> AnswerVersion:
    """The example on potholes, confirmed by the coordinator."""
    call_command("load_answers", verbosity=0)
    example = AnswerVersion.objects.get(answer__code="jalan-lubang-diperiksa")
    moment = datetime.now(UTC)
    user = User.objects.get(username="koordinator")
    approve(version=example, valid_until=(moment + timedelta(days=90)).date(), user=user, now=moment)
    example.refresh_from_db()
    return example


def test_open_choose_and_send_by_keys(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, version: AnswerVersion
) -> None:
    officer_page.goto(f"{live_server.url}/aduan/")
    officer_page.keyboard.press("b")
    expect(officer_page.locator(".suggestion").first).to_contain_text(version.answer.title)

    officer_page.keyboard.press("1")
    expect(officer_page.locator("#text")).to_be_focused()
    check(officer_page)
    officer_page.keyboard.press("Control+Enter")

    expect(officer_page.locator(".bubble-officer .undo")).to_be_visible()
    sent = Reply.objects.filter(complaint=city[1], kind="answer").get()
    used = ComplaintEvent.objects.get(type="reply.written", complaint=city[1]).data["approved"]
    assert sent.text.count(city[1].number) == 1
    assert (used["code"], used["version"], used["is_edited"]) == ("jalan-lubang-diperiksa", 1, False)


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_every_page_at_every_width(
    browser: Browser, city: list[Complaint], live_server: LiveServer, version: AnswerVersion, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, "koordinator")
        for path in (LIST, f"{LIST}baru/", f"{LIST}lampu-diperiksa/", f"/aduan/{city[1].number}/jawaban/"):
            page.goto(live_server.url + path)
            check(page)
        page.goto(f"{live_server.url}/aduan/{city[1].number}/")
        check(page)


def test_chosen_and_sent_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer, version: AnswerVersion
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/{city[1].number}/")
        page.get_by_role("link", name="Jawaban tersetujui").click()
        page.get_by_role("link", name=f"Pakai {version.answer.title}").click()
        page.click(".send")
        expect(page.locator(".bubble-officer").last).to_contain_text("mengukur kerusakannya")
    assert Reply.objects.filter(complaint=city[1], kind="answer").count() == 1


def test_the_thread_with_its_suggestions_stays_within_its_budget(city: list[Complaint], version: AnswerVersion) -> None:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(User.objects.get(username="petugas"))

    content = client.get(f"/aduan/{city[1].number}/?tampilan=semua").content

    assert content.count(b'class="pill suggestion"') == 1
    assert content.count(b'id="acknowledge"') == 1
    assert len(gzip.compress(content)) <= THREAD_BYTES
