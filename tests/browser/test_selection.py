"""Selected rows in Chromium: X, boxes, Shift and click, one undo, without JavaScript; putting off and labels."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import BulkAct, Complaint, Snooze
from sla.models import SlaClock
from tests.browser.conftest import login
from tests.browser.test_budgets import SMALL_TARGETS, fill_list
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser


def holders() -> list[str | None]:
    rows = Complaint.objects.filter(number__startswith="BTG-").order_by("pk")
    return list(rows.values_list("assignee__username", flat=True)[:2])


def test_by_the_keyboard_with_one_undo(officer_page: Page, city: list[Complaint], live_server: LiveServer) -> None:
    page = officer_page
    page.goto(f"{live_server.url}/aduan/?tampilan=semua")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text("2 aduan dipilih")
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("x")
    page.click(".bulk [value=release]")

    expect(page.locator(".outcome")).to_contain_text(" aduan dilepas.")
    assert BulkAct.objects.get().cases.count() == 1


def test_shift_and_click_takes_a_range_and_a_refresh_keeps_it(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    fill_list(city)
    page = officer_page
    page.goto(f"{live_server.url}/aduan/?tampilan=semua&pilih=1")
    boxes = page.locator(".row-pick input")

    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator("#picked")).to_have_text("4 aduan dipilih")
    shown = page.locator(".row").nth(2).get_attribute("id") or ""
    Complaint.objects.filter(number=shown.removeprefix("row-")).update(subject="Judul yang baru")
    page.evaluate("document.querySelector('#list').dispatchEvent(new CustomEvent('refresh'))")

    expect(page.get_by_text("Judul yang baru")).to_be_visible()
    expect(page.locator("#picked")).to_have_text("4 aduan dipilih")
    assert page.evaluate("document.querySelectorAll('.row-pick input:checked').length") == 4


@pytest.mark.parametrize("width", [1366, 390])
def test_without_javascript_and_back(
    browser: Browser, city: list[Complaint], live_server: LiveServer, width: int
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 780}) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/?tampilan=semua")
        page.click(".pick")
        for case in city[:2]:
            page.check(f"#row-{case.number} .row-pick input")

        page.click(".bulk [value=take]")

        expect(page.locator(".outcome")).to_contain_text("1 aduan diambil.")
        expect(page.locator(".outcome li")).to_contain_text("sudah diambil Petugas")
        assert holders() == ["petugas", "petugas"]
        page.click("[data-undo-bulk]")
        expect(page.locator(".outcome")).to_contain_text("Ambil diurungkan.")
    assert holders() == ["petugas", None]


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_axe_width_and_targets(browser: Browser, city: list[Complaint], live_server: LiveServer, width: int) -> None:
    SlaClock.objects.filter(complaint=city[0]).exclude(kind="resolve").update(is_open=False)
    is_phone = width < 820
    size: ViewportSize = {"width": width, "height": 780}
    with browser.new_context(viewport=size, is_mobile=is_phone, has_touch=is_phone, bypass_csp=True) as context:
        page = login(context, live_server, "petugas")
        for path in ("?tampilan=semua&pilih=1", f"{city[0].number}/", f"{city[0].number}/tunda/"):
            page.goto(f"{live_server.url}/aduan/{path}")
            assert page.evaluate(SMALL_TARGETS, 24) == []
            check(page)
        for act in ("acknowledge", "snooze", "tag", "hand_on"):
            page.goto(f"{live_server.url}/aduan/?tampilan=semua&pilih=1")
            page.check(f"#row-{city[1].number} .row-pick input")
            page.click(f".bulk [value={act}]")
            expect(page.locator("[name=confirmed]")).to_have_count(1)
            check(page)
        for path in ("label/", "tampilan/", "tampilan/baru/?tampilan=semua&kanal=whatsapp"):
            page.goto(f"{live_server.url}/{path}")
            check(page)


def test_key_s_puts_off_and_a_label_is_put_on(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    page = officer_page
    page.set_viewport_size({"width": 1440, "height": 900})
    SlaClock.objects.filter(complaint=city[0]).exclude(kind="resolve").update(is_open=False)
    page.goto(f"{live_server.url}/aduan/{city[0].number}/?tampilan=saya")

    page.fill("#tag-name", "Musrenbang")
    page.click(".tag-form button")
    expect(page.locator(".tag-chips")).to_contain_text("Musrenbang")
    page.keyboard.press("s")
    page.click(".snooze-choices button")

    expect(page.locator(".band", has_text="Ditunda sampai")).to_be_visible()
    assert Snooze.objects.get().complaint == city[0]
    page.goto(f"{live_server.url}/aduan/?tampilan=ditunda")
    expect(page.locator(f"#row-{city[0].number} .tag")).to_have_text("Musrenbang")
