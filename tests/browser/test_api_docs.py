"""The page that describes the API in Chromium: it needs no data, no script and nothing from elsewhere."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_fits_every_width(page: Page, live_server: LiveServer, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/api/v1/docs/")

    check(page)


def test_the_type_of_a_refusal_leads_to_its_explanation(page: Page, live_server: LiveServer) -> None:
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(live_server.url) else foreign.append(request.url))

    page.goto(f"{live_server.url}/api/v1/docs/#throttled")

    row = page.locator("tr:target")
    assert row.inner_text().split("\t")[:2] == ["throttled", "429"]
    assert row.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight")
    assert foreign == []
