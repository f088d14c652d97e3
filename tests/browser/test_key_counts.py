"""How many presses the work of an officer takes, by keys alone and by touch at 390 px: counted and held."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import AnswerVersion, Complaint, Reply
from tests.browser.conftest import login
from tests.browser.test_approved_answers import version  # noqa: F401  # a fixture

pytestmark = pytest.mark.browser
ACKNOWLEDGE, ANSWER, ROUTE = 2, 5, 1  # at most, from the list or the queue


class Hands:
    """A page and the presses it has taken: each key of a chord counts, and so does each tap."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def key(self, keys: str) -> None:
        """Presses one key or a chord, on whatever has the focus."""
        self.presses += len(keys.split("+"))
        self.page.keyboard.press(keys)

    def tap(self, selector: str) -> None:
        """Taps what is in sight already, as soon as it stands still and nothing lies over it."""
        place = self.page.locator(selector).first
        expect(place).to_be_in_viewport(ratio=0.9)
        self.presses += 1
        place.tap()


def on_a_phone(browser: Browser, live_server: LiveServer, username: str) -> Hands:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    return Hands(login(context, live_server, username))


def test_keys_from_the_list_to_an_acknowledgement(
    officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    hands = Hands(officer_page)
    hands.page.goto(f"{live_server.url}/aduan/")

    hands.key("b")
    expect(hands.page.locator("#acknowledge")).to_be_visible()
    hands.key("t")

    expect(hands.page.locator(".bubble-officer .undo")).to_be_visible()
    assert Reply.objects.get(kind="receipt").complaint == city[1]
    assert hands.presses <= ACKNOWLEDGE


def test_taps_from_the_list_to_an_acknowledgement(
    browser: Browser, city: list[Complaint], live_server: LiveServer
) -> None:
    hands = on_a_phone(browser, live_server, "petugas")
    hands.page.goto(f"{live_server.url}/aduan/")

    hands.tap(f"#row-{city[1].number}")
    expect(hands.page.locator("#acknowledge")).to_be_visible()
    hands.tap("#acknowledge")

    expect(hands.page.locator(".bubble-officer .undo")).to_be_visible()
    assert Reply.objects.get(kind="receipt").complaint == city[1]
    assert hands.presses <= ACKNOWLEDGE


def test_keys_from_the_list_to_an_approved_answer(
    officer_page: Page,
    city: list[Complaint],
    live_server: LiveServer,
    version: AnswerVersion,  # noqa: F811
) -> None:
    hands = Hands(officer_page)
    hands.page.goto(f"{live_server.url}/aduan/")

    hands.key("b")
    expect(hands.page.locator(".suggestion").first).to_contain_text(version.answer.title)
    hands.key("1")
    expect(hands.page.locator("#text")).to_be_focused()
    hands.key("Control+Enter")

    expect(hands.page.locator(".bubble-officer .undo")).to_be_visible()
    assert Reply.objects.get(complaint=city[1], kind="answer").text.count(city[1].number) == 1
    assert hands.presses <= ANSWER


def test_taps_from_the_list_to_an_approved_answer(
    browser: Browser,
    city: list[Complaint],
    live_server: LiveServer,
    version: AnswerVersion,  # noqa: F811
) -> None:
    hands = on_a_phone(browser, live_server, "petugas")
    hands.page.goto(f"{live_server.url}/aduan/")

    hands.tap(f"#row-{city[1].number}")
    expect(hands.page.locator(".suggestion").first).to_contain_text(version.answer.title)
    hands.tap(".suggestion")
    expect(hands.page.locator(".quote-chosen")).to_contain_text(version.answer.title)
    hands.tap("#composer .send")

    expect(hands.page.locator(".bubble-officer .undo")).to_be_visible()
    assert Reply.objects.get(complaint=city[1], kind="answer").text.count(city[1].number) == 1
    assert hands.presses <= ANSWER


def test_one_key_decides_an_item_of_the_queue(
    coordinator_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    hands = Hands(coordinator_page)
    hands.page.goto(f"{live_server.url}/rute/")

    hands.key("1")

    expect(hands.page.locator(".queue-empty")).to_be_visible()
    assert Complaint.objects.get(pk=city[2].pk).status == "forwarded"
    assert hands.presses == ROUTE


def test_one_tap_decides_an_item_of_the_queue(browser: Browser, city: list[Complaint], live_server: LiveServer) -> None:
    hands = on_a_phone(browser, live_server, "koordinator")
    hands.page.goto(f"{live_server.url}/rute/")

    hands.tap(".choice")

    expect(hands.page.locator(".queue-empty")).to_be_visible()
    assert Complaint.objects.get(pk=city[2].pk).status == "forwarded"
    assert hands.presses == ROUTE


def test_keys_off_stay_off_on_another_device(
    browser: Browser, officer_page: Page, city: list[Complaint], live_server: LiveServer
) -> None:
    officer_page.goto(f"{live_server.url}/aduan/?tampilan=semua")
    officer_page.keyboard.press("?")
    expect(officer_page.locator("#keys")).to_be_visible()
    with officer_page.expect_response("**/profil/pintasan/") as answer:
        officer_page.locator("#keys-on").uncheck()
    assert answer.value.status == 204

    with browser.new_context() as context:
        page = login(context, live_server, "petugas")
        page.goto(f"{live_server.url}/aduan/?tampilan=semua")
        page.keyboard.press("j")
        page.keyboard.press("?")

        assert page.locator("#keys").is_hidden()
        assert page.evaluate("document.activeElement === document.body") is True
