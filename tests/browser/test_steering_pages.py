"""Working calendar and promises in Chromium: axe and width at every size, the example, and both acts without JS."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from sla.models import CalendarVersion, Holiday, Policy, PolicyTarget
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser

PAGES = (
    "kalender/?tahun=2026",
    "kalender/tambah/",
    "kalender/hari-kerja/tambah/",
    "kalender/24-jam/tambah/",
    "kalender/ramadan/",
    "kalender/impor/2026/",
    "kalender/riwayat/",
    "kalender/riwayat/1/",
    "janji-layanan/",
    "janji-layanan/ubah/",
    "janji-layanan/riwayat/",
)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(coordinator_page: Page, live_server: LiveServer, width: int, height: int) -> None:
    coordinator_page.set_viewport_size({"width": width, "height": height})
    for path in PAGES:
        coordinator_page.goto(f"{live_server.url}/pengaturan/{path}")
        check(coordinator_page)


def test_the_example_follows_what_is_written(coordinator_page: Page, live_server: LiveServer) -> None:
    coordinator_page.goto(f"{live_server.url}/pengaturan/janji-layanan/ubah/")
    coordinator_page.fill("[name=from_date]", "2026-11-25")
    number = coordinator_page.get_by_label("Tanggapan pertama", exact=True)
    number.fill("1")

    expect(coordinator_page.locator("#example")).to_contain_text(
        "Tanggapan pertama: Senin, 30 November 2026 pukul 16.00 WITA"
    )


def test_a_day_off_is_made_without_javascript(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/pengaturan/kalender/tambah/")
    for name, value in {"day": "2027-01-04", "name": "Hari uji", "reason": "Uji", "document": "SK 1/2027"}.items():
        page.fill(f"[name={name}]", value)
    page.click("text=Lihat dampaknya")
    expect(page.locator("#outlook")).to_contain_text("Tenggat")
    before = Holiday.objects.filter(name="Hari uji").count()
    page.click("text=Tambahkan")

    expect(page.locator("h1")).to_have_text("Kalender versi 2")
    assert (before, CalendarVersion.objects.count()) == (0, 2)


def test_a_promise_is_written_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/pengaturan/janji-layanan/ubah/")
    page.get_by_label("Tanggapan pertama", exact=True).fill("3")
    page.fill("[name=source]", "SK 20/2026")
    page.click("text=Lihat dampaknya")
    expect(page.locator("#outlook")).to_contain_text("Tanggapan pertama: 5 hari kerja menjadi 3 hari kerja")
    page.click("text=Simpan")

    expect(page.locator("#toast")).to_contain_text("Janji layanan versi 2 tersimpan.")
    assert PolicyTarget.objects.get(policy=Policy.objects.get(version=2), clock_kind="first_answer").amount == 3
