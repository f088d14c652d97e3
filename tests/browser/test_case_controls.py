"""What an officer may change on one case, in Chromium: axe, no sideways scroll, and the way without JavaScript."""

import gzip
import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.links import view_url
from complaints.models import Complaint, ResultPhoto
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser
PAGE_BYTES = 10 * 1024  # transferred (ui.md 0)


def photo(name: str) -> FilePayload:
    drawn = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(drawn, "JPEG")
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def resolve(page: Page, number: str, base: str) -> None:
    page.goto(f"{base}/aduan/{number}/selesaikan/")
    page.fill("[name=resolution]", "Lubang sudah ditambal dengan aspal.")
    page.set_input_files("[name=before]", [photo("lama")])
    page.set_input_files("[name=after]", [photo("baru")])
    page.check("[name=are_shown]")
    page.click("button.primary")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_control_at_every_width(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    number = city[1].number

    for path in ("", "kategori/", "jenis/", "kerahasiaan/", "kembalikan/", "selesaikan/"):
        officer_page.goto(f"{live_server.url}/aduan/{number}/{path}")
        check(officer_page)


def test_result_with_photos_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = login(context, live_server, "petugas")

    resolve(page, city[0].number, live_server.url)

    expect(page.locator(".bubble-officer .result-photo")).to_have_count(2)
    assert list(ResultPhoto.objects.values_list("stage", "is_shown")) == [("before", True), ("after", True)]
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_citizens_page_with_photos_stays_small(
    officer_page: Page, browser: Browser, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    resolve(officer_page, city[0].number, live_server.url)
    check(officer_page)
    path = (view_url(city[0]) or "").partition("/t/")[2]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()

    answer = page.goto(f"{live_server.url}/t/{path}")

    assert answer is not None
    assert len(gzip.compress(answer.body())) <= PAGE_BYTES
    expect(page.locator(".photos img")).to_have_count(2)
    page.locator(".photos img").last.scroll_into_view_if_needed()
    expect(page.locator(".photos img").last).to_have_js_property("complete", True)
    assert page.locator(".photos img").last.evaluate("image => image.naturalWidth") == 320
    check(page)
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_photo_is_asked_about_at_every_width(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    officer_page.goto(f"{live_server.url}/aduan/{city[0].number}/selesaikan/")
    same = photo("sama")
    officer_page.fill("[name=resolution]", "Lubang sudah ditambal dengan aspal.")
    officer_page.set_input_files("[name=before]", [same])
    officer_page.set_input_files("[name=after]", [same])
    officer_page.click("button.primary")

    expect(officer_page.locator(".held-photo")).to_have_count(2)
    expect(officer_page.get_by_label("Pakai foto ini")).to_be_checked()
    expect(officer_page.get_by_label("Pakai tetap")).not_to_be_checked()
    check(officer_page)
    officer_page.get_by_label("Pakai tetap").check()
    officer_page.click("button.primary")

    expect(officer_page.locator(".bubble-officer .result-photo")).to_have_count(2)
