"""Staff pages in Chromium: axe, no sideways scroll, keys, and the work itself without JavaScript."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Note, Reply
from complaints.services import handling
from opd.models import User
from tests.browser.conftest import login

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1440, 900), (1366, 768), (390, 844), (320, 640)]


def check(page: Page) -> None:
    """axe finds nothing, and the page is exactly as wide as the device."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]] == []
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth, screen.width]")
    assert widths == [page.viewport_size["width"]] * 3 if page.viewport_size else False


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_officers_pages(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    number = city[0].number
    for path in ("", f"{number}/", f"{number}/disposisi/", f"{number}/selesaikan/"):
        officer_page.goto(f"{live_server.url}/aduan/{path}")
        check(officer_page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_coordinators_pages(
    coordinator_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    coordinator_page.set_viewport_size({"width": width, "height": height})
    for path in ("", f"{city[2].number}/rujuk/"):
        coordinator_page.goto(f"{live_server.url}/rute/{path}")
        check(coordinator_page)


def test_reads_and_replies_without_javascript(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = login(context, live_server, "petugas")

    page.goto(f"{live_server.url}/aduan/?tampilan=semua")
    page.click(f"#row-{city[0].number} .row-title")
    page.fill("#text", "Besok pagi tim kami datang.")
    page.click(".send")
    expect(page.locator(".promise-offer")).to_be_visible()
    page.click(".send")

    expect(page.locator(".bubble-officer").last).to_contain_text("Besok pagi tim kami datang.")
    assert Reply.objects.filter(kind="answer", text="Besok pagi tim kami datang.").count() == 1
    context.close()


def test_a_row_opens_by_the_keyboard_without_loading_the_page(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    officer_page.goto(f"{live_server.url}/aduan/?tampilan=semua")
    officer_page.evaluate("window.same = true")

    officer_page.keyboard.press("j")
    officer_page.keyboard.press("Enter")

    expect(officer_page.locator("#subject")).to_be_visible()
    assert officer_page.evaluate("window.same") is True
    number = officer_page.locator("#thread").get_attribute("data-number")
    assert officer_page.url.split("?")[0] == f"{live_server.url}/aduan/{number}/"


def test_note_key_writes_a_note(officer_page: Page, city: list[Complaint], live_server: LiveServer) -> None:
    officer_page.goto(f"{live_server.url}/aduan/{city[0].number}/")

    officer_page.keyboard.press("n")
    officer_page.keyboard.type("Alat datang Kamis.")
    officer_page.keyboard.press("Control+Enter")

    expect(officer_page.locator(".bubble-note").last).to_contain_text("Alat datang Kamis.")
    assert Note.objects.get(text="Alat datang Kamis.").complaint == city[0]


def test_key_one_routes_the_first_in_the_queue(
    coordinator_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    coordinator_page.goto(f"{live_server.url}/rute/")
    wanted = coordinator_page.locator(".choice").first.get_attribute("value")

    coordinator_page.keyboard.press("1")

    expect(coordinator_page.locator(".queue-empty")).to_be_visible()
    routed = Complaint.objects.get(pk=city[2].pk)
    assert (routed.status, routed.opd and routed.opd.code) == ("forwarded", wanted)


def test_refresh_brings_news_and_keeps_the_focus(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    """Under the real content security policy, with nothing on the console."""
    context = browser.new_context()
    page = login(context, live_server, "petugas")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.clock.install()
    page.goto(f"{live_server.url}/aduan/?tampilan=semua")
    page.keyboard.press("j")
    handling.take(complaint=city[1], user=User.objects.get(username="koordinator"), now=datetime.now(UTC))

    page.clock.fast_forward(61_000)

    row = page.locator(f"#row-{city[1].number}")
    expect(row.locator(".row-end .sr")).to_have_text("Ditangani Koordinator")
    assert page.evaluate("document.activeElement.className") == "row-title"
    row.locator(".row-title").click()
    expect(page.locator("#subject")).to_have_text(city[1].subject)
    assert said == []
    context.close()


def test_markup_in_a_complaint_reaches_nobody(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    context = browser.new_context()
    page = login(context, live_server, "petugas")
    page.goto(f"{live_server.url}/aduan/?tampilan=semua")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    page.evaluate(
        "document.querySelector('#panel').innerHTML = '<button id=\"bad\" hx-get=\"/masuk/\">x</button>';"
        "htmx.process(document.querySelector('#panel'))"
    )
    page.click("#bad")

    page.wait_for_timeout(300)
    assert [url for url in sent if "/static/" not in url] == []
    context.close()


@pytest.mark.parametrize("path", ["", "thread"])
def test_bytes_of_a_first_visit(browser: Browser, city: list[Complaint], live_server: LiveServer, path: str) -> None:
    """At most 10 files. The live server does not compress, so text counts as what it would take compressed, and sends
    no time to keep, so what a page names twice counts once."""
    context = browser.new_context()
    page = login(context, live_server, "petugas")
    answers: dict[str, Response] = {}

    def keep(response: Response) -> None:
        # What an open page asks afterwards, for news, is no part of loading it.
        if response.request.resource_type not in ("fetch", "eventsource"):
            answers[response.url] = response

    page.on("response", keep)

    page.goto(f"{live_server.url}/aduan/{city[0].number + '/' if path else ''}", wait_until="networkidle")

    assert len(answers) <= 10
    assert sum(len(gzip.compress(answer.body())) for answer in answers.values()) <= 65_000
    context.close()
