"""Numbers, reporters, versions and words of the phone app in Chromium: axe and width at every size, without script."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.inbound import Signal
from channels_intake.process import take
from complaints.models import Complaint, Disclosure, Message, ReporterMerge
from opd.models import Opd
from tests.browser.conftest import login
from tests.browser.test_staff_pages import SIZES, check
from tests.complaints.identity_kit import amend, echo
from tests.factories import ACCOUNT, ROAD, make_complaint, make_event, receive

pytestmark = pytest.mark.browser
PHONE, OTHER_PHONE = "+6281200000044", "+6281200000055"


@pytest.fixture
def start() -> datetime:
    return now() - timedelta(hours=5)


@pytest.fixture
def cases(city: list[Complaint], start: datetime) -> tuple[Complaint, Complaint]:
    """A case with one word changed, one withdrawn and one from the phone app, and a case of somebody else."""
    first = make_complaint(ROAD, phone=PHONE, at=start)
    changed = receive(make_event("lubangnya dalam sekali", phone=PHONE, at=start + timedelta(minutes=1)))
    gone = receive(make_event("tetangga saya yang merusak", phone=PHONE, at=start + timedelta(minutes=2)))
    amend("edit", changed.external_id, "lubangnya dalam dan licin", at=start + timedelta(minutes=3))
    amend("revoke", gone.external_id, at=start + timedelta(minutes=4))
    echo("Baik, tim kami cek sore ini.", at=start + timedelta(minutes=30), phone=PHONE)
    words = [{"id": "wamid.lama", "text": "Selamat pagi", "is_outbound": False, "kind": "text", "sent_at": start}]
    data = {"phone": PHONE, "bsuid": None, "messages": words}
    take(event=Signal("whatsapp", ACCOUNT, "h1", "history", "archive", start, data=data), request_id=1, now=start)
    second = make_complaint("Sampah di TPS Loktuan tidak diangkut", phone=OTHER_PHONE, at=start)
    Complaint.objects.filter(pk=first.pk).update(opd=Opd.objects.get(code="PUPRK"), status="forwarded")
    return first, second


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages(
    coordinator_page: Page, cases: tuple[Complaint, Complaint], live_server: LiveServer, width: int, height: int
) -> None:
    coordinator_page.set_viewport_size({"width": width, "height": height})
    first, second = cases
    echoed, gone = Message.objects.get(is_outbound=True), Message.objects.exclude(revoked_at=None).get()
    changed = Message.objects.exclude(edited_at=None).get()
    for path in (
        "",
        "pelapor/nomor/",
        "pelapor/",
        "pelapor/arsip/",
        f"pelapor/gabungkan/{second.reporter_id}/",
        f"pesan/{changed.pk}/versi/",
        f"pesan/{gone.pk}/versi/",
        f"pesan/{echoed.pk}/tetapkan/",
    ):
        coordinator_page.goto(f"{live_server.url}/aduan/{first.number}/{path}")
        check(coordinator_page)


def test_a_number_is_shown_without_javascript_and_gone_afterwards(
    browser: Browser, cases: tuple[Complaint, Complaint], live_server: LiveServer
) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "petugas")
    page.goto(f"{live_server.url}/aduan/{cases[0].number}/#context")
    page.click("text=Tampilkan nomor")
    page.select_option("[name=purpose]", "call")
    page.click("button:has-text('Tampilkan nomor')")
    expect(page.locator(".revealed")).to_have_text(PHONE)

    page.click("text=Kembali ke aduan")

    expect(page.locator("body")).not_to_contain_text(PHONE)
    assert Disclosure.objects.get().user.username == "petugas"


def test_an_echo_becomes_an_answer_without_javascript(
    browser: Browser, cases: tuple[Complaint, Complaint], live_server: LiveServer
) -> None:
    page = login(browser.new_context(java_script_enabled=False), live_server, "petugas")
    page.goto(f"{live_server.url}/aduan/{cases[0].number}/")
    page.click("text=Tetapkan sebagai jawaban")
    page.click("button:has-text('Tetapkan')")

    expect(page.locator(".bubble-officer").last).to_contain_text("Jawaban, ditetapkan Petugas")
    expect(page.locator("body")).not_to_contain_text("tetangga saya")


def test_reporters_are_joined_and_parted_without_javascript(
    browser: Browser, cases: tuple[Complaint, Complaint], live_server: LiveServer
) -> None:
    first, second = cases
    page = login(browser.new_context(java_script_enabled=False), live_server, "koordinator")
    page.goto(f"{live_server.url}/aduan/{first.number}/pelapor/")
    page.fill("[name=dengan]", second.number)
    page.click("text=Tinjau penggabungan")
    page.fill("[name=note]", "Nama dan alamatnya sama")
    page.click("button:has-text('Gabungkan pelapor')")
    expect(page.locator("body")).to_contain_text("Pelapor digabungkan.")

    page.click("text=Pisahkan")

    expect(page.locator("body")).to_contain_text("Pelapor dipisahkan.")
    assert ReporterMerge.objects.exclude(undone_at=None).count() == 1
