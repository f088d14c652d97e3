"""The citizen's page and the coordinator's wall in Chromium."""

import gzip
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Reply
from sla.models import SlaClock
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser

BUDGET = 10 * 1024  # bytes transferred (ui.md 0)


def status_path(complaint: Complaint) -> str:
    """The path of the link in the acknowledgement."""
    text = Reply.objects.get(complaint=complaint, kind=Reply.Kind.ACKNOWLEDGEMENT).text
    return "/t/" + text.split("/t/")[1].split()[0]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_status_page(page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for complaint in city:
        page.goto(live_server.url + status_path(complaint))
        check(page)


def test_status_page_is_one_small_request_and_needs_no_javascript(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    response = page.goto(live_server.url + status_path(city[0]))

    assert response is not None
    assert requests == [response.url]
    assert len(gzip.compress(response.body())) <= BUDGET
    assert page.locator("h1").is_visible()
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_wall_of_the_overdue(
    coordinator_page: Page, city: list[Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    for clock in SlaClock.objects.filter(complaint=city[0]):
        SlaClock.objects.filter(pk=clock.pk).update(due_at=clock.started_at - timedelta(days=3))
    coordinator_page.set_viewport_size({"width": width, "height": height})

    coordinator_page.goto(f"{live_server.url}/pantau/")

    check(coordinator_page)
    assert coordinator_page.locator(".overdue tbody tr").count() >= 1
