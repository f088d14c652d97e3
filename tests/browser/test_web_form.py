"""/lapor/ and /lacak/ in Chromium: without JavaScript on a phone, and by axe at every size."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from tests.browser.test_staff_pages import SIZES, check
from tests.channels_intake.web.form_kit import photo

pytestmark = pytest.mark.browser

STORY = "Lampu taman di Bontang Kuala padam sejak Senin, gelap sekali"
SCREEN_BYTES = 15 * 1024


@pytest.fixture
def phone(browser: Browser, city: list[Complaint]) -> Iterator[Page]:
    """A small phone that runs no script."""
    with browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, java_script_enabled=False
    ) as context:
        yield context.new_page()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def file_anonymously(page: Page, address: str) -> tuple[str, str]:
    """From the first question to the page with number and code; returns both."""
    page.goto(f"{address}/lapor/")
    page.get_by_label("Apa yang terjadi?").fill(STORY)
    image = photo()
    page.get_by_label("Foto, bila ada").set_input_files(
        {"name": "taman.jpg", "mimeType": "image/jpeg", "buffer": image.read()}
    )
    press(page, "Lanjut")
    page.get_by_label("Kelurahan").select_option("Bontang Kuala")
    press(page, "Lanjut")
    page.get_by_label("Tanpa kontak").check()
    press(page, "Lanjut")
    page.get_by_label("Sembunyikan nama saya (anonim)").check()
    press(page, "Lanjut")
    expect(page.get_by_text(STORY)).to_be_visible()
    press(page, "Kirim aduan")
    expect(page.get_by_role("heading", name="Aduan Anda sudah kami terima")).to_be_visible()
    number, code = page.locator(".code").all_inner_texts()
    return number, code


def test_a_citizen_files_without_script_and_comes_back_with_number_and_code(
    phone: Page, live_server: LiveServer
) -> None:
    number, code = file_anonymously(phone, live_server.url)

    phone.goto(f"{live_server.url}/lacak/")
    phone.get_by_label("Nomor aduan").fill(number)
    phone.get_by_label("Kode").fill(code)
    press(phone, "Lihat aduan")

    expect(phone.get_by_text(f"Nomor aduan {number}")).to_be_visible()
    assert Complaint.objects.get(number=number).is_anonymous


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_screen_by_axe_and_in_size(
    page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    address = live_server.url
    sizes = [_visit(page, f"{address}/lapor/"), _visit(page, f"{address}/lacak/")]
    page.goto(f"{address}/lapor/")
    press(page, "Lanjut")
    check(page)
    page.get_by_label("Apa yang terjadi?").fill("Rumah tetangga terbakar di Bontang Kuala, jalan berlubang besar")
    press(page, "Lanjut")
    check(page)
    page.get_by_role("link", name="Lanjutkan mengisi aduan").click()
    press(page, "Lanjut")
    sizes += [_visit(page, f"{address}/lapor/{path}/") for path in ("lokasi", "kabar")]
    page.get_by_label("Tanpa kontak").check()
    press(page, "Lanjut")
    check(page)
    press(page, "Lanjut")
    check(page)
    press(page, "Kirim aduan")
    check(page)

    assert max(sizes) <= SCREEN_BYTES


def _visit(page: Page, address: str) -> int:
    response = page.goto(address)
    assert response is not None
    check(page)
    return len(gzip.compress(response.body()))
