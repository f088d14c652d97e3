"""Drafts in Chromium: on every device of their author, through a lost connection, told when two write, never sent."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Draft, Note, Reply
from tests.browser.conftest import login
from tests.browser.test_staff_pages import check

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d$")
TYPED = "Regu kami sudah berangkat."


def open_case(page: Page, live_server: LiveServer, complaint: Complaint) -> None:
    page.goto(f"{live_server.url}/aduan/{complaint.number}/")


def type_draft(page: Page, text: str = TYPED) -> None:
    page.click("#text")
    page.keyboard.type(text)
    expect(page.locator("#draft")).to_have_text(SAVED)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844), (320, 640)])
def test_what_is_typed_stands_on_the_other_device_and_is_gone_when_sent(
    browser: Browser, officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    open_case(officer_page, live_server, city[0])
    type_draft(officer_page)
    assert officer_page.evaluate("Object.keys(localStorage)") == []
    with browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True) as context:
        phone = login(context, live_server, "petugas")
        open_case(phone, live_server, city[0])
        expect(phone.locator("#text")).to_have_value(TYPED)
        phone.focus("#text")
        expect(phone.locator("#draft")).to_have_text(SAVED)
        check(phone)
        assert Reply.objects.filter(text=TYPED).count() == 0

        phone.keyboard.press("Control+Enter")

        expect(phone.locator(".bubble-officer").last).to_contain_text(TYPED)
        expect(phone.locator("#text")).to_have_value("")
        phone.wait_for_function("Object.keys(localStorage).length === 0")
        expect(phone.locator("#text")).to_have_value("")
    assert (Draft.objects.count(), Reply.objects.filter(text=TYPED).count()) == (0, 1)


def test_a_note_is_kept_as_a_note_and_gone_when_it_is_written(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])
    officer_page.keyboard.press("n")
    officer_page.keyboard.type("Alat datang Kamis.")
    expect(officer_page.locator("#draft")).to_have_text(SAVED)

    officer_page.reload()
    expect(officer_page.locator("#composer input[value=note]")).to_be_checked()
    officer_page.focus("#text")
    officer_page.keyboard.press("Control+Enter")

    expect(officer_page.locator(".bubble-note").last).to_contain_text("Alat datang Kamis.")
    officer_page.wait_for_function("Object.keys(localStorage).length === 0")
    expect(officer_page.locator("#text")).to_have_value("")
    assert (Draft.objects.count(), Note.objects.filter(text="Alat datang Kamis.").count()) == (0, 1)


def test_a_lost_connection_is_seen_and_what_was_typed_survives_it(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])
    officer_page.context.set_offline(True)
    officer_page.click("#text")
    officer_page.keyboard.type(TYPED)
    officer_page.locator("#text").blur()
    expect(officer_page.locator("#draft")).to_have_text("Belum tersimpan")
    assert Draft.objects.count() == 0

    officer_page.context.set_offline(False)

    expect(officer_page.locator("#draft")).to_have_text(SAVED)
    assert Draft.objects.get().text == TYPED


def test_what_the_server_never_got_is_there_after_the_page_was_closed(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    open_case(officer_page, live_server, city[0])
    officer_page.route("**/draf/", lambda route: route.abort())
    officer_page.click("#text")
    officer_page.keyboard.type(TYPED)
    officer_page.reload()
    assert officer_page.input_value("#text") == TYPED
    expect(officer_page.locator("#draft")).to_have_text("Belum tersimpan")

    officer_page.unroute("**/draf/")
    officer_page.reload()

    expect(officer_page.locator("#draft")).to_have_text(SAVED)
    assert Draft.objects.get().text == TYPED


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (320, 640)])
def test_who_writes_on_two_devices_is_told_and_chooses(
    browser: Browser, officer_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    open_case(officer_page, live_server, city[0])
    with browser.new_context() as context:
        phone = login(context, live_server, "petugas")
        open_case(phone, live_server, city[0])
        type_draft(phone, "Dari HP.")
        officer_page.click("#text")
        officer_page.keyboard.type("Dari PC.")

        expect(officer_page.locator(".draft-other")).to_contain_text("Dari HP.")
        expect(officer_page.locator("#draft")).to_have_text("Belum tersimpan")
        check(officer_page)
        assert Draft.objects.get().text == "Dari HP."
        officer_page.get_by_role("button", name="Ganti dengan tulisan ini").click()

        expect(officer_page.locator("#text")).to_have_value("Dari PC.")
        expect(officer_page.locator(".draft-other")).to_have_count(0)
        assert Draft.objects.get().text == "Dari PC."
        phone.click("#text")
        phone.keyboard.type(" Lagi.")
        phone.get_by_role("link", name="Pakai draf itu").click()
        expect(phone.locator("#text")).to_have_value("Dari PC.")
    assert Reply.objects.filter(kind="answer", complaint=city[0]).count() == 1  # the city's own: nothing was sent


def test_saved_and_taken_up_again_without_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        page = login(context, live_server, "petugas")
        open_case(page, live_server, city[0])
        page.fill("#text", TYPED)
        page.get_by_role("button", name="Simpan draf").click()
        open_case(page, live_server, city[0])

        expect(page.locator("#text")).to_have_value(TYPED)
        assert Reply.objects.filter(text=TYPED).count() == 0
        page.click(".send")
        expect(page.locator(".bubble-officer").last).to_contain_text(TYPED)
    assert Draft.objects.count() == 0
