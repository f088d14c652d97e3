"""Kanal, Rak and Proses ulang in Chromium: axe and width at every size, and the acts without JavaScript."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from channels_intake.alarms import watch
from channels_intake.models import ChannelAccount, InboundEvent, PrivacyRequest
from channels_intake.privacy import record_request
from channels_intake.process import drain
from complaints.models import Complaint
from tests.browser.test_notices import admin_page
from tests.browser.test_staff_pages import SIZES, check
from tests.channels_intake.kit import store, store_change, text_message
from tests.factories import MONDAY_MORNING

pytestmark = pytest.mark.browser


@pytest.fixture
def shelved(city: list[Complaint]) -> str:
    """An account with an alarm, a part that cannot be read, an alert; the address of the part."""
    watch(now=MONDAY_MORNING)
    ChannelAccount.objects.update(token="invalid")
    watch(now=MONDAY_MORNING)
    store(text_message("halo " * 40) | {"id": None})
    store_change("account_update", {"event": "DISABLED_UPDATE"})
    drain(now=MONDAY_MORNING)
    return f"rak/bagian/{InboundEvent.objects.get(outcome='problem').pk}/"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_pages_of_the_channels(
    context: BrowserContext, shelved: str, live_server: LiveServer, width: int, height: int
) -> None:
    page = admin_page(context, live_server)
    page.set_viewport_size({"width": width, "height": height})
    span = "?channel=whatsapp&from_at=2026-11-23T09:00&to_at=2026-11-23T09:05"
    asked = record_request(kind=PrivacyRequest.Kind.DELETION, user_id="5001", now=MONDAY_MORNING)
    for path in ("", "rak/", shelved, f"{shelved}buang/", "proses-ulang/", f"proses-ulang/{span}", "data-pribadi/"):
        page.goto(f"{live_server.url}/pengaturan/kanal/{path}")
        check(page)
    page.goto(f"{live_server.url}/hapus-data/{asked.code}/")
    check(page)


def test_without_javascript_a_thing_is_discarded_and_put_back(
    browser: Browser, shelved: str, live_server: LiveServer
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = admin_page(context, live_server)
        page.goto(f"{live_server.url}/pengaturan/kanal/{shelved}")
        page.get_by_role("link", name="Buang…").click()
        page.get_by_label("Alasan").fill("Uji coba")
        page.get_by_role("button", name="Buang").click()

        expect(page.locator(".shelf-history")).to_contain_text("Alasan: Uji coba")
        page.get_by_role("button", name="Kembalikan ke rak").click()

        expect(page.get_by_role("button", name="Proses ulang")).to_be_visible()
