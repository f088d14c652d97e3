"""The column beside a case: it follows by itself when a case is opened from the list, and works like the rest."""

from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from tests.browser.conftest import login


def test_the_column_follows_the_conversation(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/?tampilan=semua")
        page.locator(f"#row-{city[0].number} .row-title").click()
        page.locator("#context h2", has_text="Rincian aduan").wait_for()

        assert page.locator("#context h2").all_inner_texts().count("Pelapor") == 1
        assert page.locator("#context h2").all_inner_texts().count("Tenggat") == 1
        assert page.locator("#thread #subject").inner_text() == city[0].subject
