"""Chromium over the live server, with a small city: three complaints, an officer and a coordinator."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Conversation, Message, Reporter
from complaints.services import handling, replies
from complaints.services.register import open_complaint
from opd.models import Membership, Opd, Role, User
from tests.conftest import CHROMIUM

# Playwright runs a loop in this thread; the ORM of the fixtures is used beside it on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
TEXTS = [
    ("Siti Contoh", "Lubang besar di tikungan Api-Api, dua motor sudah jatuh. Mohon segera ditambal."),
    ("Andi Contoh", "Jalan berlubang dan aspal mengelupas di Tanjung Laut, parit mampet tiap hujan"),
    ("Dewi Contoh", "Min tolong itu yang kemarin bagaimana ya kelanjutannya di tempat kami"),
]


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """The plugin's own fixture is written in a way that this pytest warns about."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; no browser is ever downloaded."""
    return {**browser_type_launch_args, "executable_path": os.environ.get("CHROMIUM", CHROMIUM), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """As an office PC in Bontang. axe is injected past the content security policy."""
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Makassar", "bypass_csp": True}


@pytest.fixture(autouse=True)
def no_page_left_open(browser: Browser) -> Iterator[None]:
    """Closes what a test opened by itself: a page that goes on asking disturbs the tests after it."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def city(transactional_db: None, browser: Browser) -> Iterator[list[Complaint]]:
    """Three complaints at PUPRK or in the queue; the first is answered, noted and written to again."""
    call_command("load_all", verbosity=0)
    now = datetime.now(UTC) - timedelta(days=1)
    complaints = [_complaint(number, name, text, now) for number, (name, text) in enumerate(TEXTS, 1)]
    pupr, officer = Opd.objects.get(code="PUPRK"), _member("petugas", Role.PETUGAS, "PUPRK")
    _member("koordinator", Role.KOORDINATOR, None)
    Complaint.objects.filter(pk__in=[row.pk for row in complaints[:2]]).update(opd=pupr, status="forwarded")
    Complaint.objects.filter(pk=complaints[2].pk).update(opd=None, status="new")
    first = Complaint.objects.get(pk=complaints[0].pk)
    handling.take(complaint=first, user=officer, now=now)
    first.refresh_from_db()
    replies.answer(
        complaint=first, text="Terima kasih, kami cek.", kind="answer", user=officer, version=first.version, now=now
    )
    handling.add_note(complaint=first, text="Butuh hotmix 1,2 ton.", user=officer, now=now)
    yield list(Complaint.objects.order_by("pk"))
    for context in browser.contexts:
        context.close()
    _await_last_requests()


def _await_last_requests() -> None:
    """A page that closes still saves its draft: the tables are not emptied under a request that is being answered."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    idle_since = time.monotonic()
    while time.monotonic() - idle_since < 0.1:
        with connection.cursor() as cursor:
            cursor.execute(f"{others} AND state <> 'idle'")
            if cursor.fetchone() != (0,):
                idle_since = time.monotonic()
        time.sleep(0.02)


@pytest.fixture
def officer_page(city: list[Complaint], context: BrowserContext, live_server: LiveServer) -> Page:
    """A page of the officer of PUPRK."""
    return login(context, live_server, "petugas")


@pytest.fixture
def coordinator_page(city: list[Complaint], context: BrowserContext, live_server: LiveServer) -> Page:
    """A page of the coordinator."""
    return login(context, live_server, "koordinator")


def login(context: BrowserContext, live_server: LiveServer, username: str) -> Page:
    """Opens a page that carries the session of `username`."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def _member(username: str, role: Role, code: str | None) -> User:
    user = User.objects.create_user(username=username, password="kata-sandi-uji", first_name=username.capitalize())
    Membership.objects.create(user=user, role=role, opd=Opd.objects.get(code=code) if code else None)
    return user


def _complaint(number: int, name: str, text: str, now: datetime) -> Complaint:
    reporter = Reporter.objects.create(name=name, created_at=now)
    conversation = Conversation.objects.create(
        reporter=reporter,
        channel="whatsapp",
        account="900000000000101",
        citizen_wrote_at=now,
        window_until=now + timedelta(days=2),
    )
    message = Message.objects.create(
        conversation=conversation,
        channel="whatsapp",
        account="900000000000101",
        external_id=f"wamid.{number}",
        kind="text",
        text=text,
        sent_at=now,
        received_at=now,
    )
    complaint = open_complaint(message=message, now=now)
    Message.objects.filter(pk=message.pk).update(complaint=complaint)
    return complaint
