"""Parts, referrals and refusals in Chromium: axe and width at every size, and the way of a part without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from complaints.links import view_url
from complaints.models import Complaint, RoutingDecision
from complaints.services.part_work import finish_part, share_note
from complaints.services.parts import open_part
from complaints.services.referring import refer
from opd.models import ExternalBody, Opd, Role, User
from tests import cast
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check

pytestmark = pytest.mark.browser
MATTER = "Lampu jalan di tikungan yang sama padam sejak pekan lalu, mohon diganti"


@pytest.fixture
def lead(city: list[Complaint]) -> Complaint:
    """The first case, with a part that runs and one that is done; the last one in the queue holds two matters."""
    officer, moment = User.objects.get(username="petugas"), now() - timedelta(minutes=5)
    running, done = (
        open_part(complaint=city[0], opd=Opd.objects.get(code=code), matter=MATTER, user=officer, now=moment)
        for code in ("DISHUB", "DLH")
    )
    helper, other = (cast.member(f"petugas.{code}", Role.PETUGAS, cast.unit(code)) for code in ("DISHUB", "DLH"))
    share_note(complaint=running, text="Tiang nomor 12, lampunya kami pesan.", user=helper, now=moment)
    finish_part(complaint=done, result="Dahan sudah dipangkas.", user=other, now=moment)
    RoutingDecision.objects.create(
        complaint=city[2],
        outcome="verify",
        suggestions=[["PUPRK", 0.5], ["DLH", 0.4]],
        second="DLH",
        decided_at=moment,
    )
    return Complaint.objects.get(pk=city[0].pk)


def refer_second(city_case: Complaint) -> None:
    body = ExternalBody.objects.get(code="REF-PLN")
    officer = User.objects.get(username="petugas")
    refer(complaint=city_case, external_body=body, reason="Kabel PLN", user=officer, now=now())


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(coordinator_page: Page, lead: Complaint, live_server: LiveServer, width: int, height: int) -> None:
    coordinator_page.set_viewport_size({"width": width, "height": height})
    second, waiting = Complaint.objects.filter(part_of=None).order_by("pk")[1:3]
    done = lead.parts.get(status="resolved")
    refer_second(second)
    for path in (
        *(f"aduan/{lead.number}/", f"aduan/{lead.number}-B/", f"aduan/{second.number}/"),
        *(f"aduan/{lead.number}/bagian/", f"aduan/{lead.number}/bagian/{done.pk}/kembalikan/"),
        *(f"aduan/{lead.number}-B/bagian/selesai/", f"aduan/{lead.number}/rujuk/"),
        *(f"aduan/{lead.number}-B/kembalikan/", "laporan/alih-tangan/"),
        *("rute/", f"rute/{waiting.number}/pecah/", f"rute/{waiting.number}/rujuk/"),
    ):
        coordinator_page.goto(f"{live_server.url}/{path}")
        check(coordinator_page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_citizens_page(page: Page, lead: Complaint, live_server: LiveServer, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})

    page.goto(live_server.url + (view_url(lead) or "").partition("localhost:8000")[2])

    check(page)
    expect(page.locator(".shares li")).to_have_count(3)


def test_a_part_without_javascript(browser: Browser, lead: Complaint, live_server: LiveServer) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "petugas.DISHUB")
    page.goto(f"{live_server.url}/aduan/{lead.number}-B/")
    expect(page.locator("label", has_text="Balas pelapor")).to_have_count(0)
    page.fill("#text", "Selesai malam ini.")
    page.click("button.send")
    page.click("text=Selesaikan bagian")
    page.fill("[name=result]", "Tiga lampu sudah diganti.")
    page.click("main button.primary")

    expect(page.locator("body")).to_contain_text(f"Bagian {lead.number}-B selesai.")
    part = lead.parts.get(number=f"{lead.number}-B")
    assert (part.status, part.notes.get(text="Selesai malam ini.").is_shared) == ("resolved", True)
