"""The list loads more when its end comes into sight, and by a link where no script runs."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from tests.browser.conftest import login

pytestmark = pytest.mark.browser
PATH = "/aduan/?tampilan=semua"


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.listing.PAGE_SIZE", 1)


def test_the_end_of_the_list_in_sight_brings_the_next_page(officer_page: Page, live_server: LiveServer) -> None:
    officer_page.goto(f"{live_server.url}{PATH}")

    expect(officer_page.locator("#list .row")).to_have_count(2)
    expect(officer_page.locator("#list .list-more")).to_have_count(0)
    heads = officer_page.locator("#list .group-title").evaluate_all("heads => heads.map(head => head.id)")
    assert len(heads) == len(set(heads))


def test_without_script_the_link_leads_to_the_next_page(
    city: list[Complaint], browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = login(context, live_server, "petugas")
    page.goto(f"{live_server.url}{PATH}")
    first = page.locator("#list .row").get_attribute("id")

    page.get_by_role("link", name="Muat lagi").click()

    expect(page.locator("#list .row")).to_have_count(1)
    assert page.locator("#list .row").get_attribute("id") != first
    expect(page.get_by_role("link", name="Muat lagi")).to_have_count(0)
