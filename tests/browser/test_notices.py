"""Notices and units in Chromium: axe, the acts without loading the page, and the same without JavaScript."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from complaints.noticeboard import PAGE_SIZE
from opd.models import Membership, Notice, Opd, Role, User
from opd.notices import notify
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser


def tell(city: list[Complaint], count: int) -> list[Notice]:
    """So many notices to the officer about the first complaint, and none besides."""
    Notice.objects.all().delete()
    officer = User.objects.get(username="petugas")
    return [
        notify(
            recipients=[officer],
            subject=f"Perihal {number}",
            body="Mohon diambil dan dijawab.",
            url=f"/aduan/{city[0].number}/",
            dedupe_key=f"uji:{number}",
            now=datetime.now(UTC),
        )[0]
        for number in range(count)
    ]


def admin_page(context: BrowserContext, live_server: LiveServer) -> Page:
    user = User.objects.create_user(username="admin", first_name="Admin")
    Membership.objects.create(user=user, role=Role.ADMIN)
    return login(context, live_server, "admin")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_notices_page(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    tell(city, 3)
    officer_page.set_viewport_size({"width": width, "height": height})
    officer_page.goto(f"{live_server.url}/pemberitahuan/")
    check(officer_page)

    officer_page.get_by_role("button", name="Tandai semua sudah dibaca").click()

    expect(officer_page.get_by_role("button", name="Urungkan")).to_be_visible()
    check(officer_page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_settings_pages(
    context: BrowserContext, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    page = admin_page(context, live_server)
    page.set_viewport_size({"width": width, "height": height})
    for path in ("", "opd/"):
        page.goto(f"{live_server.url}/pengaturan/{path}")
        check(page)


def test_a_mark_changes_its_row_and_the_counts_without_loading_the_page(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    """Under the real content security policy, with nothing on the console."""
    notice = tell(city, 2)[0]
    context = browser.new_context()
    page = login(context, live_server, "petugas")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/pemberitahuan/")
    page.evaluate("window.same = true")
    row = page.locator(f"#notice-{notice.pk}")

    row.get_by_role("button", name="Tandai sudah dibaca").click()

    expect(row.get_by_role("button", name="Tandai belum dibaca")).to_be_visible()
    expect(row.locator(".status")).to_have_count(0)
    expect(page.locator("#rail-notices")).to_have_text("1 belum dibaca")
    row.get_by_role("button", name="Tandai belum dibaca").click()
    expect(row.locator(".status")).to_have_text("Belum dibaca")
    expect(page.locator("#rail-notices")).to_have_text("2 belum dibaca")
    assert page.evaluate("window.same") is True
    assert said == []
    context.close()


def test_more_notices_follow_below_the_others(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    tell(city, PAGE_SIZE + 3)
    officer_page.goto(f"{live_server.url}/pemberitahuan/")
    rows = officer_page.locator(".notice-row")
    expect(rows).to_have_count(PAGE_SIZE)

    officer_page.get_by_role("link", name="Muat lagi").click()

    expect(rows).to_have_count(PAGE_SIZE + 3)
    expect(officer_page.get_by_role("link", name="Muat lagi")).to_have_count(0)
    assert rows.last.locator("h2").inner_text() == "Perihal 0"
    rows.last.get_by_role("button", name="Tandai sudah dibaca").click()
    expect(officer_page.locator("#rail-notices")).to_have_text(f"{PAGE_SIZE + 2} belum dibaca")


def test_read_opened_and_taken_back_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    tell(city, PAGE_SIZE + 1)
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/pemberitahuan/")
        page.get_by_role("link", name="Muat lagi").click()
        expect(page.locator(".notice-row")).to_have_count(1)

        page.get_by_role("button", name="Tandai sudah dibaca Perihal 0").click()
        expect(page.locator(".notice-row")).to_have_count(1)
        expect(page.locator(".board-head p")).to_have_text(f"{PAGE_SIZE} belum dibaca")
        expect(page.get_by_role("button", name="Tandai semua sudah dibaca")).to_have_count(0)
        page.goto(f"{live_server.url}/pemberitahuan/")
        page.get_by_role("button", name="Tandai semua sudah dibaca").click()
        expect(page.locator(".board-head p")).to_have_text("Semua sudah dibaca")
        page.get_by_role("button", name="Urungkan").click()
        expect(page.locator(".board-head p")).to_have_text(f"{PAGE_SIZE} belum dibaca")
        page.get_by_role("link", name=f"Perihal {PAGE_SIZE}").click()

        expect(page).to_have_url(f"{live_server.url}/aduan/{city[0].number}/")
    assert Notice.objects.filter(read_at=None).count() == PAGE_SIZE - 1


def test_units_are_found_while_typing_and_marked_where_they_stand(
    context: BrowserContext, city: list[Complaint], live_server: LiveServer
) -> None:
    page = admin_page(context, live_server)
    page.goto(f"{live_server.url}/pengaturan/opd/")
    page.evaluate("window.same = true")

    page.get_by_label("Cari OPD").press_sequentially("hukum")

    rows = page.locator(".units tbody tr")
    expect(rows).to_have_count(1)
    # The whole word is found: an answer to its beginning would take the place of the marked row.
    page.wait_for_url("**/?q=hukum&**")
    assert page.evaluate("document.activeElement.id") == "search"
    rows.get_by_role("button", name="Tandai terverifikasi").click()
    expect(rows.locator(".status")).to_have_text("Terverifikasi")
    expect(rows.get_by_text("Ditandai Admin,")).to_be_visible()
    assert Opd.objects.get(code="BAG-HUKUM").verified == "verified"
    rows.get_by_role("button", name="Batalkan tanda").click()
    expect(rows.locator(".status")).to_have_text("Belum dikonfirmasi Bagian Organisasi")
    assert page.evaluate("window.same") is True
    assert page.url == f"{live_server.url}/pengaturan/opd/?q=hukum&jenis=&status="
