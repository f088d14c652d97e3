"""Sebutan and the invitation in Chromium: axe and width at every size, one key and the next, all without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.inbound import Sender
from complaints.models import Complaint, Hiding, Invitation, Mention
from complaints.queries import waiting_mentions
from complaints.services.hiding import mark_done
from tests import cast
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check
from tests.factories import ROAD, make_comment

pytestmark = pytest.mark.browser


@pytest.fixture
def talk(city: list[Complaint]) -> list[Mention]:
    """Two comments that wait, by two people under one post of the city."""
    for number, text in enumerate(("mantap pak wali", "semoga amanah pak")):
        make_comment(text, sender=Sender(account_id=f"facebook:60{number}", name=f"Warga {number}"))
    return list(waiting_mentions())


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(coordinator_page: Page, live_server: LiveServer, talk: list[Mention], width: int, height: int) -> None:
    comment = make_comment(ROAD)
    case = comment.complaint
    assert case is not None
    facts = {"hides": True, "reason": "spam", "status": "done", "created_at": now(), "next_attempt_at": now()}
    for message in (comment, talk[1].message):
        Hiding.objects.create(message=message, asked_by=cast.koordinator(), **facts)
    hiding = (f"sebutan/{talk[0].pk}/sembunyikan/", f"aduan/{case.number}/pesan/{comment.pk}/sembunyikan/")
    others = (f"sebutan/{talk[0].pk}/gabung/", f"aduan/{case.number}/undang/", f"aduan/{case.number}/")
    coordinator_page.set_viewport_size({"width": width, "height": height})
    for path in ("sebutan/", *hiding, *others):
        coordinator_page.goto(f"{live_server.url}/{path}")
        check(coordinator_page)


def test_one_key_decides_the_next_takes_the_focus_and_another_key_undoes(
    coordinator_page: Page, live_server: LiveServer, talk: list[Mention]
) -> None:
    coordinator_page.goto(f"{live_server.url}/sebutan/")
    coordinator_page.keyboard.press("2")

    expect(coordinator_page.locator(f"#sebutan-{talk[1].pk}.current")).to_be_focused()
    assert [mention.outcome for mention in Mention.objects.order_by("pk")] == ["none", ""]

    coordinator_page.keyboard.press("u")
    expect(coordinator_page.locator(f"#sebutan-{talk[0].pk}.current")).to_be_focused()
    assert waiting_mentions().count() == 2


def test_one_key_dismisses_the_post_and_another_undoes(
    coordinator_page: Page, live_server: LiveServer, talk: list[Mention]
) -> None:
    coordinator_page.goto(f"{live_server.url}/sebutan/")
    coordinator_page.keyboard.press("b")

    expect(coordinator_page.locator(".undo-last")).to_contain_text("2 komentar sekaligus")
    assert waiting_mentions().count() == 0

    coordinator_page.keyboard.press("u")
    expect(coordinator_page.locator(f"#sebutan-{talk[0].pk}")).to_be_visible()
    assert waiting_mentions().count() == 2


def test_deciding_undoing_and_inviting_need_no_javascript(
    browser: Browser, live_server: LiveServer, talk: list[Mention]
) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/sebutan/")
    page.click(f"#sebutan-{talk[0].pk} >> text=Jadikan aduan")
    case = Complaint.objects.get(text="mantap pak wali")
    page.goto(f"{live_server.url}/aduan/{case.number}/undang/")
    page.check("[value=direct]")
    page.click("text=Kirim undangan")
    expect(page.locator("#subject")).to_be_visible()
    invited = Invitation.objects.filter(complaint=case).count()
    page.goto(f"{live_server.url}/sebutan/")
    page.click(f"#sebutan-{talk[1].pk} >> text=Bukan aduan")
    page.click("text=Urungkan")

    expect(page.locator(f"#sebutan-{talk[1].pk}")).to_be_visible()
    assert (invited, list(waiting_mentions())) == (1, [talk[1]])


def test_hiding_and_showing_again_need_no_javascript(
    browser: Browser, live_server: LiveServer, talk: list[Mention]
) -> None:
    comment = make_comment(ROAD)
    assert comment.complaint is not None
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/aduan/{comment.complaint.number}/")
    page.click("text=Sembunyikan komentar")
    page.select_option("[name=reason]", "abuse")
    page.click("button:has-text('Sembunyikan')")
    expect(page.locator(".bubble-citizen")).to_contain_text("Sedang disembunyikan")

    mark_done(hiding=Hiding.objects.get(), now=now())
    page.reload()
    page.click("text=Tampilkan lagi")

    expect(page.locator(".bubble-citizen")).to_contain_text("Sedang ditampilkan lagi")
