"""Second readers, drills and handing on in Chromium: axe and width of every page, and a drill without JavaScript."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, SecondReading
from complaints.services import handling
from complaints.services.second_readings import Draft, approve_reading, ask_reading, return_reading
from opd.models import Category, Membership, Opd, Role, User
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("READING_SHOTS")  # a folder, for looking
LONG = "Kami periksa lokasinya besok pagi bersama regu pemeliharaan jalan, lalu hasilnya kami kabarkan di sini."
DRILL = "latihan/lubang-tikungan/"


def _colleague(username: str, role: Role) -> User:
    user = User.objects.create_user(username=username, first_name="Rahmawati", last_name="Contoh Kusumaningrum")
    Membership.objects.create(user=user, role=role, opd=Opd.objects.get(code="PUPRK"))
    return user


@pytest.fixture
def readings(city: list[Complaint]) -> list[SecondReading]:
    """A red draft that waits and an amber or green one that came back, both to the head; a note that names him."""
    Complaint.objects.filter(pk=city[0].pk).update(text="Ada pungli di loket parkir, jalan berlubang parah")
    head, moment = _colleague("kepala", Role.PIMPINAN), datetime.now(UTC)
    _colleague("rekan", Role.PETUGAS)
    officer = User.objects.get(username="petugas")
    asked = [
        ask_reading(
            complaint=Complaint.objects.get(pk=case.pk),
            draft=Draft(LONG),
            reader=head,
            question="Boleh menyebut hari perbaikannya kepada pelapor?",
            user=officer,
            now=moment,
        )
        for case in city[:2]
    ]
    return_reading(reading=asked[1], remark="Sebutkan tanggalnya.", user=head, now=moment)
    handling.add_note(complaint=city[0], text=f"Mohon dilihat @kepala. {LONG}", user=officer, now=moment)
    return asked


def walk(page: Page, live_server: LiveServer, pages: dict[str, str], width: int) -> None:
    for name, path in pages.items():
        answer = page.goto(f"{live_server.url}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        look(page, f"{name}-{width}")
        check(page)


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1440, 320])
def test_pages_of_the_reader(
    browser: Browser, readings: list[SecondReading], live_server: LiveServer, width: int
) -> None:
    waiting, returned = readings
    pages = {
        "read-list": "baca/",
        "read": f"baca/{waiting.pk}/",
        "read-returned": f"baca/{returned.pk}/",
        "mentioned": "disebut/",
        "hand-on": f"aduan/{waiting.complaint.number}/oper/",
        "case-of-reader": f"aduan/{waiting.complaint.number}/",
    }
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, "kepala")
        walk(page, live_server, pages, width)
        page.goto(f"{live_server.url}/baca/{waiting.pk}/")
        page.get_by_role("button", name="Kembalikan").click()
        expect(page.locator(".notice-error, .error, [role=alert]").first).to_be_visible()
        look(page, f"read-refused-{width}")
        check(page)
    assert SecondReading.objects.get(pk=waiting.pk).status == SecondReading.Status.WAITING


@pytest.mark.parametrize("width", [1440, 320])
def test_pages_of_the_writer(
    browser: Browser, readings: list[SecondReading], live_server: LiveServer, width: int
) -> None:
    waiting, returned = readings
    pages = {
        "asked-list": "baca/",
        "asked": f"baca/{waiting.pk}/",
        "case-waiting": f"aduan/{waiting.complaint.number}/",
        "case-returned": f"aduan/{returned.complaint.number}/?baca={returned.pk}",
        "ask": f"aduan/{returned.complaint.number}/minta-dibaca/?text=Kami+periksa+besok.",
        "mentioned-empty": "disebut/",
        "promises": "laporan/janji/",
    }
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, "petugas")
        walk(page, live_server, pages, width)
        page.goto(f"{live_server.url}/aduan/{waiting.complaint.number}/")
        page.fill("#text", LONG)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#reading-needed-title")).to_be_visible()
        look(page, f"needed-{width}")
        check(page)


@pytest.mark.parametrize("width", [1440, 320])
def test_a_kind_is_made_green_and_amber_again_without_javascript(
    browser: Browser, readings: list[SecondReading], live_server: LiveServer, width: int
) -> None:
    viral = readings[1].complaint
    road = Category.objects.get(code="jalan-rusak")
    Complaint.objects.filter(pk=viral.pk).update(text="Jalan berlubang, nanti saya viralkan", category=road)
    viral.refresh_from_db()
    writer, head, moment = readings[1].asked_by, readings[1].reader, datetime.now(UTC)
    for _ in range(20):
        asked = ask_reading(complaint=viral, draft=Draft(LONG), reader=head, question="", user=writer, now=moment)
        approve_reading(reading=asked, text=LONG, remark="", user=head, now=moment)
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, "koordinator")
        walk(page, live_server, {"read-proposed": "baca/", "colours-proposed": "pengaturan/hijau/"}, width)
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "koordinator")
        page.goto(f"{live_server.url}/pengaturan/hijau/")
        page.get_by_label("Alasan").fill("Selalu disetujui pembaca")
        page.get_by_role("button", name="Jadikan hijau").click()
        expect(page.locator("#green-title")).to_have_text("Hijau sekarang 1")
    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = login(context, live_server, "koordinator")
        walk(page, live_server, {"colours-green": "pengaturan/hijau/"}, width)
        page.get_by_label("Alasan").fill("Aturannya berubah")
        page.get_by_role("button", name="Jadikan kuning lagi").click()
        expect(page.locator("#green-title")).to_have_count(0)
        look(page, f"colours-back-{width}")
        check(page)


@pytest.mark.parametrize("width", [1440, 320])
def test_pages_of_a_drill(officer_page: Page, live_server: LiveServer, width: int) -> None:
    officer_page.set_viewport_size({"width": width, "height": 800})
    walk(officer_page, live_server, {"drill-list": "latihan/", "drill": DRILL}, width)
    officer_page.fill("#text", "Akan kami perbaiki.")
    officer_page.get_by_role("button", name="Jawab latihan").click()
    expect(officer_page.locator("#second-look-title")).to_be_visible()
    look(officer_page, f"drill-found-{width}")
    check(officer_page)

    officer_page.fill("#text", LONG)
    officer_page.locator(".send").click()

    expect(officer_page.locator("#result-title")).to_be_visible()
    look(officer_page, f"drill-result-{width}")
    check(officer_page)
    walk(officer_page, live_server, {"drill-list-done": "latihan/"}, width)


def test_a_drill_without_javascript(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/{DRILL}")
        page.fill("#text", LONG)
        page.locator(".send").click()

        expect(page.locator(".drill-compare")).to_contain_text(LONG)
