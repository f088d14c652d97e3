"""The mirror of SP4N-LAPOR in Chromium: axe and width at every size, and a decision without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from channels_intake.mirror.conflicts import find_conflicts
from channels_intake.mirror.models import Sp4nConflict
from complaints.models import Complaint
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check
from tests.channels_intake.mirror.exports import make_row
from tests.channels_intake.mirror.kit import NOW, bring, take_in

pytestmark = pytest.mark.browser
PAGE = "/pengaturan/kanal/sp4n/"


@pytest.fixture
def compared(city: list[Complaint]) -> str:
    """A conflict, and an export with a changed and a bad row; its address."""
    later = NOW + timedelta(days=1)
    take_in([make_row()])
    take_in([make_row(status="Ditutup oleh Admin")], at=later)
    find_conflicts(now=later)
    file = bring([make_row(status="Diproses"), make_row(day="kemarin")], at=later + timedelta(days=1))
    return f"{PAGE}impor/{file.pk}/"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_pages_of_the_mirror(
    context: BrowserContext, compared: str, live_server: LiveServer, width: int, height: int
) -> None:
    page = login(context, live_server, "koordinator")
    page.set_viewport_size({"width": width, "height": height})
    for path in (PAGE, f"{PAGE}impor/", compared, f"{PAGE}salin/"):
        page.goto(f"{live_server.url}{path}")
        check(page)


def test_without_javascript_a_difference_is_decided(browser: Browser, compared: str, live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "koordinator")
        page.goto(f"{live_server.url}{PAGE}")
        page.locator("button[name=ikuti][value=sp4n]").first.click()

        expect(page.get_by_text("Tidak ada yang perlu ditindaklanjuti.")).to_be_visible()
    assert Sp4nConflict.objects.filter(decided_at=None).count() == 0
