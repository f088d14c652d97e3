"""The login page in Chromium: reachable for everybody at every width, and kind to a shared PC."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from opd.models import User
from tests.browser.test_staff_pages import SIZES, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "kata-sandi-uji"


@pytest.fixture
def officer() -> User:
    return User.objects.create_user(username="petugas", password=PASSWORD)


def log_in(page: Page, password: str) -> None:
    page.fill("#id_username", "petugas")
    page.fill("#id_password", password)
    page.click("button.primary")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_and_its_refusal(page: Page, officer: User, live_server: LiveServer, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/masuk/")
    check(page)

    log_in(page, "salah")

    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    assert page.input_value("#id_username") == "petugas"
    check(page)


def test_a_password_may_be_looked_at_and_is_sent_as_one(page: Page, officer: User, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/masuk/?next=/pemberitahuan/")
    page.fill("#id_password", PASSWORD)
    shown = page.get_by_role("button", name="Lihat kata sandi")

    shown.click()
    assert page.get_attribute("#id_password", "type") == "text"
    assert shown.get_attribute("aria-pressed") == "true"
    shown.click()
    assert page.get_attribute("#id_password", "type") == "password"
    shown.click()
    log_in(page, PASSWORD)

    expect(page).to_have_url(f"{live_server.url}/pemberitahuan/")


def test_the_drafts_of_whoever_sat_here_before_are_gone(page: Page, officer: User, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/masuk/")
    page.evaluate("localStorage.setItem('draft:BTG-1', 'rahasia'); localStorage.setItem('keys', 'off')")

    page.reload()

    assert page.evaluate("Object.keys(localStorage)") == ["keys"]


def test_works_without_javascript(browser: Browser, officer: User, live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/masuk/?next=/pemberitahuan/")

        assert page.locator("#reveal").is_hidden()
        log_in(page, PASSWORD)

        expect(page).to_have_url(f"{live_server.url}/pemberitahuan/")
