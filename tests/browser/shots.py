"""Screenshots of the staff pages for the guides: `make shots` writes them to docs/shots/."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from tests.browser.conftest import login

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent.parent.parent / "docs" / "shots"
SIZES = [(1440, 900), (1366, 768), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_staff_shots(city: list[Complaint], browser: Browser, live_server: LiveServer, width: int, height: int) -> None:
    """Inbox, conversation, disposisi, verification queue and login at one size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = {
        "petugas": {"inbox": "/aduan/?tampilan=semua", "thread": f"/aduan/{city[0].number}/?tampilan=semua"},
        "koordinator": {"queue": "/rute/", "forward": f"/aduan/{city[0].number}/disposisi/"},
    }
    for user, shots in pages.items():
        context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=1)
        page = login(context, live_server, user)
        for name, path in shots.items():
            _shoot(page, live_server.url + path, f"{name}-{width}")
        context.close()
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        _shoot(context.new_page(), f"{live_server.url}/masuk/", f"login-{width}")


def _shoot(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png")
