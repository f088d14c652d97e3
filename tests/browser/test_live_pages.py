"""Open pages in Chromium while others work: a pill instead of moving rows, a bar instead of moved words, presence."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from complaints.services import handling, replies
from complaints.services.register import add_message
from opd.models import Opd, Role, User
from tests.browser.conftest import _complaint, _member, login
from tests.browser.test_staff_pages import check
from tests.stream_fixture import stream_process, streams

__all__ = ["stream_process", "streams"]

pytestmark = pytest.mark.browser

HEARD = 20_000  # ms: a page tells of itself after two seconds, and busy machines are slow
TYPED = "Regu kami datang besok pagi."


def open_list(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/aduan/?tampilan=semua")


def expect_live(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "yes")


def bring_a_case() -> Complaint:
    """A further citizen's case, sent to PUPRK by the coordinator."""
    now = datetime.now(UTC)
    complaint = _complaint(9, "Rina Contoh", "Lampu jalan mati di Bontang Baru sejak Senin", now)
    Complaint.objects.filter(pk=complaint.pk).update(opd=Opd.objects.get(code="DISHUB"), status="forwarded")
    complaint.refresh_from_db()
    coordinator = User.objects.get(username="koordinator")
    handling.forward(
        complaint=complaint, opd=Opd.objects.get(code="PUPRK"), reason="Jalan kota", user=coordinator, now=now
    )
    return complaint


def answer(complaint: Complaint) -> None:
    current = Complaint.objects.get(pk=complaint.pk)
    replies.answer(
        complaint=current,
        text="Sudah kami terima.",
        kind="answer",
        user=User.objects.get(username="koordinator"),
        version=current.version,
        now=datetime.now(UTC),
    )


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_new_case_is_a_pill_and_moves_no_row_until_it_is_pressed(
    officer_page: Page, live_server: LiveServer, streams: int, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    open_list(officer_page, live_server)
    expect_live(officer_page)
    rows = officer_page.locator("#list .row")
    places = rows.evaluate_all("rows => rows.map(row => [row.id, row.getBoundingClientRect().top])")

    complaint = bring_a_case()

    expect(officer_page.locator("#list-news")).to_have_text("1 aduan baru")
    assert rows.evaluate_all("rows => rows.map(row => [row.id, row.getBoundingClientRect().top])") == places
    count = officer_page.locator(".rail [data-count=semua], .views [data-count=semua]").first
    expect(count).to_have_text("3")
    check(officer_page)
    officer_page.locator("#list-news").click()
    expect(officer_page.locator(f"#row-{complaint.number}")).to_be_visible()
    expect(officer_page.locator("#list-news")).to_be_hidden()
    expect(rows).to_have_count(3)


def test_the_minutes_poll_shows_the_same_where_no_stream_runs(officer_page: Page, live_server: LiveServer) -> None:
    officer_page.clock.install()
    open_list(officer_page, live_server)
    rows = officer_page.locator("#list .row")
    expect(rows).to_have_count(2)
    bring_a_case()

    officer_page.clock.fast_forward(61_000)

    expect(officer_page.locator("#list-news")).to_have_text("1 aduan baru")
    expect(rows).to_have_count(2)


def test_a_row_changes_in_its_place(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, streams: int
) -> None:
    open_list(officer_page, live_server)
    expect_live(officer_page)
    row = officer_page.locator(f"#row-{city[1].number}")
    expect(row.locator(".claim")).to_be_visible()

    handling.take(complaint=city[1], user=User.objects.get(username="koordinator"), now=datetime.now(UTC))

    expect(row.locator(".row-end .sr")).to_have_text("Ditangani Koordinator")
    expect(officer_page.locator("#list-news")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_an_open_case_says_that_it_has_changed_and_moves_nothing(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, streams: int, width: int, height: int
) -> None:
    officer_page.set_viewport_size({"width": width, "height": height})
    officer_page.goto(f"{live_server.url}/aduan/{city[0].number}/")
    expect_live(officer_page)
    officer_page.fill("#text", TYPED)
    bubbles = officer_page.locator(".bubble")
    places = bubbles.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")

    answer(city[0])

    bar = officer_page.locator("#case-words")
    expect(bar.locator("span")).to_contain_text("Dijawab Koordinator ")
    assert bubbles.evaluate_all("all => all.map(each => each.getBoundingClientRect().top)") == places
    check(officer_page)
    with officer_page.expect_navigation():
        bar.get_by_role("link", name="Tampilkan").click()
    expect(officer_page.locator(".bubble-officer").last).to_contain_text("Sudah kami terima.")
    expect(officer_page.locator("#text")).to_have_value(TYPED)
    expect(bar).to_be_hidden()


def test_a_citizens_new_message_is_told(
    officer_page: Page, city: list[Complaint], live_server: LiveServer, streams: int
) -> None:
    officer_page.goto(f"{live_server.url}/aduan/{city[0].number}/")
    expect_live(officer_page)
    first = city[0].messages.get()
    first.pk, first.external_id, first.text, first.complaint = None, "wamid.baru", "Masih berlubang", None
    first.save()

    add_message(complaint=Complaint.objects.get(pk=city[0].pk), message=first, now=datetime.now(UTC))

    expect(officer_page.locator("#case-words span")).to_have_text("Ada pesan baru dari pelapor.")


def test_two_officers_see_that_one_of_them_is_writing(
    officer_page: Page, browser: Browser, city: list[Complaint], live_server: LiveServer, streams: int
) -> None:
    _member("sari", Role.PETUGAS, "PUPRK")
    address = f"{live_server.url}/aduan/{city[0].number}/?tampilan=semua"
    officer_page.goto(address)
    expect_live(officer_page)
    with browser.new_context() as other, browser.new_context() as city_wide:
        colleague, coordinator = login(other, live_server, "sari"), login(city_wide, live_server, "koordinator")
        coordinator.goto(address)
        expect_live(coordinator)
        colleague.goto(address)
        expect(officer_page.locator("#presence span")).to_have_text(
            "Koordinator dan Sari membuka aduan ini", timeout=HEARD
        )
        colleague.locator("#text").press_sequentially("Kami")

        expect(officer_page.locator("#presence span")).to_have_text("Sari sedang membalas", timeout=HEARD)
        expect(coordinator.locator("#presence span")).to_have_text("Petugas PUPRK sedang membalas", timeout=HEARD)
        expect(officer_page.locator(f"#row-{city[0].number} .row-presence")).to_have_text(
            "Sari sedang membalas", timeout=HEARD
        )
        check(officer_page)
        colleague.goto(f"{live_server.url}/profil/")
        expect(officer_page.locator("#presence span")).to_have_text("Koordinator membuka aduan ini", timeout=HEARD)


def test_the_page_opens_its_stream_under_the_policy_and_says_nothing_in_the_console(
    city: list[Complaint], browser: Browser, live_server: LiveServer, streams: int
) -> None:
    with browser.new_context(bypass_csp=False) as context:
        page, said = login(context, live_server, "petugas"), []
        page.on("console", lambda message: said.append(message.text))
        open_list(page, live_server)

        expect_live(page)
        assert said == []
