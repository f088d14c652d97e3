"""/lapor/ and /lacak/ in Chromium: without JavaScript on a phone, and by axe at every size."""

import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from complaints.models import Attachment, Complaint
from complaints.services import resolving
from opd.models import Opd, User
from sla.models import SlaClock
from tests.browser.test_public_and_board import status_path
from tests.browser.test_staff_pages import SIZES, check
from tests.channels_intake.web.form_kit import photo

pytestmark = pytest.mark.browser

STORY = "Lampu taman di Bontang Kuala padam sejak Senin, gelap sekali"
SCREEN_BYTES, PAGE_BYTES = 15 * 1024, 10 * 1024


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


def test_a_citizen_follows_adds_objects_and_rates_without_script(phone: Page, live_server: LiveServer) -> None:
    number, _ = file_anonymously(phone, live_server.url)
    link = phone.get_by_role("link", name="/t/").get_attribute("href") or ""
    page_address = live_server.url + link[link.index("/t/") :]
    officer = User.objects.get(username="petugas")
    Complaint.objects.filter(number=number).update(opd=Opd.objects.get(code="PUPRK"), status="forwarded")

    phone.goto(page_address)
    phone.get_by_text("Tambah keterangan atau foto").click()
    phone.get_by_label("Foto, bila ada").first.set_input_files(
        {"name": "dekat.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
    )
    press(phone, "Kirim tambahan")
    expect(phone.get_by_text("Tambahan Anda sudah kami terima.")).to_be_visible()
    _resolve(number, officer)
    phone.goto(page_address)
    phone.get_by_text("Belum beres? Buka kembali").click()
    phone.get_by_label("Apa yang belum beres?").fill("Masih padam di dekat dermaga")
    press(phone, "Buka kembali aduan")
    expect(phone.get_by_text("Aduan dibuka kembali")).to_be_visible()
    _resolve(number, officer)
    phone.goto(page_address)
    press(phone, "Sudah beres")
    press(phone, "Sangat baik")
    expect(phone.get_by_text("Nilai Anda: 4 dari 4.")).to_be_visible()

    case = Complaint.objects.get(number=number)
    assert Attachment.objects.filter(message__complaint=case).count() == 2
    answers = case.confirmations.values_list("outcome", "rating")
    assert list(answers) == [("denied", None), ("confirmed", 4)]


def _resolve(number: str, officer: User) -> None:
    case = Complaint.objects.get(number=number)
    resolving.resolve(complaint=case, resolution="Lampu sudah diganti.", user=officer, now=now())


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_with_every_act_open(
    page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    SlaClock.objects.filter(complaint=city[1]).update(due_at=now() - timedelta(days=1))
    sizes = [_open_all(page, live_server.url + status_path(city[1]))]
    _resolve(city[1].number, User.objects.get(username="petugas"))
    sizes.append(_open_all(page, live_server.url + status_path(city[1])))

    assert max(sizes) <= PAGE_BYTES


def _open_all(page: Page, address: str) -> int:
    response = page.goto(address)
    assert response is not None
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    check(page)
    return len(gzip.compress(response.body()))


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
