"""Similar answers, help and promises in Chromium: beside the composer, at every width, without JavaScript."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, HelpRequest, Reply
from complaints.services import resolving
from opd.models import Category, User
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("ANSWER_SHOTS")  # a folder, for looking


@pytest.fixture
def solved(city: list[Complaint]) -> Complaint:
    """The first case, solved with its result delivered."""
    first, moment = Complaint.objects.get(pk=city[0].pk), datetime.now(UTC)
    Complaint.objects.filter(pk__in=[city[0].pk, city[1].pk]).update(
        text="Jalan berlubang di tikungan, motor jatuh. Mohon ditambal.",
        category=Category.objects.get(code="jalan-rusak"),
    )
    officer = User.objects.get(username="petugas")
    first.refresh_from_db()
    result = "Lubang di Api-Api kami tambal Kamis, 26 November 2026."
    resolving.resolve(complaint=first, resolution=result, user=officer, now=moment)
    Reply.objects.filter(complaint=first).update(status="delivered")
    return first


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_an_answer_stands_beside_the_case_and_comes_into_the_composer(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, solved: Complaint
) -> None:
    officer_page.set_viewport_size({"width": 1440, "height": 900})
    officer_page.goto(f"{live_server.url}/aduan/{city[1].number}/")
    link = officer_page.locator("#solved .answers a.button").first
    expect(link).to_contain_text("Pakai sebagai dasar")
    check(officer_page)
    link.scroll_into_view_if_needed()
    shoot(officer_page, "solved-1440")

    link.click()

    expect(officer_page.locator("#text")).to_have_value("Terima kasih, kami cek.")
    expect(officer_page.locator(".quote-chosen")).to_contain_text(solved.number)
    check(officer_page)


def test_help_is_asked_from_the_composer_with_its_draft(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    officer_page.goto(f"{live_server.url}/aduan/{city[1].number}/")
    officer_page.fill("#text", "Kami tambal lubangnya.")
    officer_page.click("button[aria-label='Butuh bantuan']")
    expect(officer_page.locator("[name=draft]")).to_have_value("Kami tambal lubangnya.")
    check(officer_page)

    officer_page.fill("[name=question]", "Boleh menyebut tanggalnya?")
    officer_page.click("button:has-text('Minta bantuan')")

    expect(officer_page.locator(".thread")).to_contain_text("Menunggu bantuan Koordinator kota")
    check(officer_page)


@pytest.mark.parametrize("width", [1440, 320])
def test_every_page_at_every_width(
    browser: Browser, city: list[Complaint], live_server: LiveServer, solved: Complaint, width: int
) -> None:
    coordinator, moment = User.objects.get(username="koordinator"), datetime.now(UTC)
    asked = HelpRequest.objects.create(
        complaint=city[1],
        helper="coordinator",
        question="Boleh menyebut tanggal perbaikan jalan ini kepada pelapor?",
        draft="Lubangnya kami tambal pekan ini.",
        asked_by=User.objects.get(username="petugas"),
        asked_at=moment,
        due_at=moment,
    )
    number = city[1].number
    pages = {
        "solved": f"/aduan/{number}/jawaban-serupa/",
        "ask": f"/aduan/{number}/bantuan/",
        "help": "/bantuan/",
        "help-answer": f"/bantuan/{asked.pk}/",
        "promises": "/laporan/janji/",
        "case": f"/aduan/{number}/",
    }
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, coordinator.username)
        for name, path in pages.items():
            page.goto(live_server.url + path)
            check(page)
            shoot(page, f"{name}-{width}")


def test_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer, solved: Complaint
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/{city[1].number}/")
        page.click(".suggestions >> text=Aduan serupa")
        page.click("text=Pakai sebagai dasar")
        assert page.input_value("#text") == "Terima kasih, kami cek."
