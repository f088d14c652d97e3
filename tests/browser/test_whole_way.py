"""The whole way over the running product: a citizen writes on a phone, an officer answers at a desk, both see it."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import ROAD
from tests.processes import empty_data_dir, running_platform

pytestmark = pytest.mark.browser

ANSWER = "Terima kasih. Regu kami sedang menambal lubang itu."
ARRIVES_MS = 60_000  # the longest that anything may take on a busy machine; a message arrives within 5 s on an idle one
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def platform() -> Iterator[tuple[str, str]]:
    """Address and demo password of a platform in processes of its own."""
    with (
        empty_data_dir() as data_dir,
        running_platform(data_dir, ACK_QUIET_SECONDS="2", WHATSAPP_UNDO_SECONDS="1") as port,
    ):
        yield f"http://localhost:{port}", (data_dir / "demo_password").read_text().strip()


def test_from_the_phone_to_the_inbox_and_back_to_the_phone_and_the_status_page(
    platform: tuple[str, str], browser: Browser
) -> None:
    address, password = platform
    said: list[str] = []
    phone, desk = (_page(browser, size, said) for size in (PHONE, DESK))

    phone.goto(f"{address}/simulator/")
    phone.fill("#text", ROAD)
    phone.get_by_role("button", name="Kirim", exact=True).click()
    acknowledgement = phone.locator(".bubble.theirs").filter(has=phone.locator("a[href*='/t/']"))
    expect(acknowledgement).to_have_count(1, timeout=ARRIVES_MS)
    number, promise = _number_and_promise(acknowledgement.inner_text())
    link = acknowledgement.locator("a[href*='/t/']").get_attribute("href")
    assert link is not None
    assert link.startswith(f"{address}/t/")
    phone.goto("about:blank")  # the phone is put away: what comes now is delivered and not read

    _log_in(desk, f"{address}/masuk/", "petugas.pupr", password)
    desk.locator(f"#row-{number} .row-title").click()
    expect(desk.locator("#subject")).to_have_text(ROAD, timeout=ARRIVES_MS)
    desk.get_by_role("button", name="Ambil", exact=True).click()
    desk.get_by_label("Tulis balasan").fill(ANSWER)
    desk.get_by_role("button", name="Kirim", exact=True).click()
    _reload_until(desk, ".bubble-officer .bubble-foot", "Sampai")

    phone.goto(f"{address}/simulator/")
    expect(phone.locator(".bubble.theirs .text").last).to_have_text(ANSWER, timeout=ARRIVES_MS)
    _reload_until(desk, ".bubble-officer .bubble-foot", "Dibaca")

    phone.click(f"a[href='{link}']")
    _expect_status(phone, number, promise)
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        reader = context.new_page()
        reader.goto(link)
        _expect_status(reader, number, promise)
    assert said == []


def _page(browser: Browser, size: dict[str, int], said: list[str]) -> Page:
    """A page of its own, under the real content security policy, whose console is kept."""
    page = browser.new_context(viewport={"width": size["width"], "height": size["height"]}).new_page()
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


def _number_and_promise(words: str) -> tuple[str, str]:
    """What the acknowledgement promises the citizen."""
    number = re.search(r"nomor (BTG-\d{4}-\d{4,})\.", words)
    promise = re.search(r"Janji selesai paling lambat (.+ WITA)", words)
    assert number is not None
    assert promise is not None
    return number[1], promise[1]


def _log_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(address)
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()


def _reload_until(page: Page, place: str, words: str) -> None:
    end = time.monotonic() + ARRIVES_MS / 1000
    while (shown := page.locator(place).last.inner_text()) != words:
        assert time.monotonic() < end, f"the page shows {shown!r}, not {words!r}"
        page.reload()


def _expect_status(page: Page, number: str, promise: str) -> None:
    expect(page.locator("h1")).to_have_text("Sedang dikerjakan", timeout=ARRIVES_MS)
    expect(page.locator(".number")).to_have_text(f"Nomor aduan {number}")
    expect(page.locator(".promise strong")).to_have_text(promise)
    expect(page.locator(".answer")).to_have_text(ANSWER)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] == widths[1]
