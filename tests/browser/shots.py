"""Screenshots of the staff pages: `make shots` writes them to docs/shots/, those of the officers' guide to
docs/panduan/."""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from tests.browser.conftest import login

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent.parent.parent / "docs" / "shots"
GUIDE = FOLDER.parent / "panduan"
GUIDE_BYTES = 100_000  # a picture of the guide, so that the repository stays small
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


def test_pictures_of_the_guide(city: list[Complaint], browser: Browser, live_server: LiveServer) -> None:
    """Each picture of docs/panduan-petugas.md, from the running product."""
    shutil.rmtree(GUIDE, ignore_errors=True)
    GUIDE.mkdir(parents=True)
    first, second = (f"{live_server.url}/aduan/{case.number}" for case in city[:2])
    with browser.new_context(viewport={"width": 1200, "height": 750}) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/?tampilan=semua")
        _keep(page, "kotak-masuk")
        page.goto(f"{second}/?tampilan=semua")
        _keep(page, "kabar-pertama")
        _send(page, "Akan segera kami perbaiki. Pak Joko Susilo sudah kami temui.")
        page.locator("#second-look-title").wait_for()
        _keep(page, "periksa")
        page.goto(f"{second}/?tampilan=semua")
        _send(page, "Regu kami memeriksa lokasinya besok pagi.")
        page.locator(".promise-offer").wait_for()
        _keep(page, "janji")
        page.goto(f"{first}/minta-dibaca/?text=Regu+kami+sudah+memeriksa+lokasinya.")
        _keep(page, "minta-dibaca")
        for name, path in {"bantuan": "bantuan", "tunda": "tunda"}.items():
            page.goto(f"{first}/{path}/")
            _keep(page, name)
        _ask_about_photo(page, f"{first}/selesaikan/")
        _keep(page, "foto-hasil")
    with browser.new_context(viewport={"width": 390, "height": 760}) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{first}/?tampilan=semua")
        _keep(page, "hp")


def _send(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Control+Enter")


def _ask_about_photo(page: Page, url: str) -> None:
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(drawn, "JPEG")
    same: FilePayload = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    page.goto(url)
    page.fill("[name=resolution]", "Lubang sudah ditambal dengan aspal.")
    page.set_input_files("[name=before]", [same])
    page.set_input_files("[name=after]", [same])
    page.click("button.primary")
    page.locator(".held-photo").first.wait_for()


def _keep(page: Page, name: str) -> None:
    """The page as it stands, with so few colours that it is small."""
    page.evaluate("document.fonts.ready")
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").quantize(64).save(GUIDE / f"{name}.png", optimize=True)
    assert (GUIDE / f"{name}.png").stat().st_size <= GUIDE_BYTES


def _shoot(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png")
