"""The phone page in Chromium: the city's answer arrives by itself, nothing typed is lost, and no script is needed."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.urls("channels_intake.simulator_urls")]
SCREENS = [(320, 640), (390, 844), (1366, 768)]


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh context for each test."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def site(simulator: WhatsAppSimulator, settings: Settings, tmp_path: Path, browser: Browser) -> Iterator[str]:
    """The page on a server of its own: it needs no database. No page goes on asking it after the test."""
    settings.CLOCK_FILE = str(tmp_path / "clock_offset")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": {}}]
    server = ThreadedWSGIServer(("127.0.0.1", 0), _QuietHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    for context in browser.contexts:
        context.close()
    server.shutdown()
    server.server_close()


def test_answer_arrives_while_the_citizen_types(site: str, page: Page, city: httpx.Client) -> None:
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/simulator/")

    page.fill("#text", "Lampu jalan padam")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.own .text")).to_have_text("Lampu jalan padam")
    expect(page.locator("#text")).to_have_value("")
    page.keyboard.type("Satu lagi")
    body = {"messaging_product": "whatsapp", "to": CITIZEN, "type": "text", "text": {"body": "Kami terima."}}
    city.post("/900000000000101/messages", json=body)

    expect(page.locator(".bubble.theirs .text")).to_have_text("Kami terima.", timeout=10_000)
    expect(page.locator(".tick")).to_have_attribute("aria-label", "Sampai")
    expect(page.locator("#text")).to_have_value("Satu lagi")
    expect(page.locator("#text")).to_be_focused()
    assert complaints == []


def test_page_works_without_javascript(site: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/simulator/")

    page.fill("#text", "Tanpa JavaScript")
    page.click(".send")
    page.click(".attach summary")
    page.select_option("[name=place]", "guntung")
    page.click(".sheet .button")

    expect(page.locator(".bubble.own .text")).to_have_text("Tanpa JavaScript")
    expect(page.locator(".bubble.own .attached")).to_have_text("Guntung (0.1911, 117.4768)")


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_no_screen_scrolls_sideways_and_the_composer_is_in_sight(
    site: str, page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/simulator/")

    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    send = page.locator(".send").bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= height


def test_axe_finds_nothing(site: str, browser: Browser, city: httpx.Client, simulator: WhatsAppSimulator) -> None:
    simulator.world.write_down(simulator.world.citizens[CITIZEN], {"type": "text", "text": {"body": "Halo"}})
    body = {"messaging_product": "whatsapp", "to": CITIZEN, "type": "text", "text": {"body": "Kami terima."}}
    city.post("/900000000000101/messages", json=body)
    assert simulator.wait_until_quiet()
    # The page's own policy forbids foreign scripts, axe's too.
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{site}/simulator/")
    for summary in page.locator("summary").all():
        summary.click()

    page.evaluate((Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text())
    violations = page.evaluate("axe.run().then(result => result.violations.map(violation => violation.id))")

    assert page.locator(".bubble").count() == 2
    assert violations == []
