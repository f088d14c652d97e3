"""The drain of notices: leases, failures, and two drains at once."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from bontang_pengaduan.lib.clock import WITA
from opd.delivery import LEASE, MAX_ATTEMPTS, NO_ADDRESS, claim_due, deliver_due
from opd.heartbeats import record_heartbeat
from opd.models import Heartbeat, Membership, Notice, Role, User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class RefusingServer(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take a sender and to refuse every recipient, as a mailbox that is gone does."""

    def handle(self) -> None:
        self._say("220 simulator")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("550 no such mailbox" if verb == b"RCPT" else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def refusing_port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusingServer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_notice(name: str = "ani", *, email: str = "ani@contoh.id", **facts: object) -> Notice:
    recipient, _ = User.objects.get_or_create(username=name, defaults={"email": email})
    defaults: dict[str, object] = {"subject": "Aduan baru", "body": "Ada aduan baru.", "url": "/aduan/BTG-2604-0001/"}
    times = {"created_at": NOW, "next_attempt_at": NOW}
    key = f"cause:{Notice.objects.count()}"
    return Notice.objects.create(recipient=recipient, dedupe_key=key, **(defaults | times | facts))


def test_a_due_notice_goes_out_once_with_its_link(settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = "https://aduan.contoh.id"
    notice = make_notice()

    sent = [deliver_due(now=NOW), deliver_due(now=NOW + LEASE * 2)]

    notice.refresh_from_db()
    assert sent == [1, 0]
    assert (notice.status, notice.sent_at, notice.claimed_at) == (Notice.Status.SENT, NOW, None)
    [message] = mail.outbox
    assert message.to == ["ani@contoh.id"]
    assert message.body == "Ada aduan baru.\n\nhttps://aduan.contoh.id/aduan/BTG-2604-0001/"


def test_a_notice_for_the_morning_stays_until_then() -> None:
    make_notice(next_attempt_at=NOW + timedelta(hours=1))

    assert [deliver_due(now=NOW), deliver_due(now=NOW + timedelta(hours=1))] == [0, 1]


def test_nobody_to_write_to_is_said_on_the_row() -> None:
    notice = make_notice("tanpa", email="")

    deliver_due(now=NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.last_error, mail.outbox) == (Notice.Status.CANCELLED, NO_ADDRESS, [])


def test_a_server_that_is_down_costs_a_wait_and_no_notice(settings: Settings, unused_port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", unused_port
    notice = make_notice()

    deliver_due(now=NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Notice.Status.PENDING, 1)
    assert notice.next_attempt_at == NOW + timedelta(minutes=1)
    assert notice.last_error.startswith("ConnectionRefusedError")


def test_the_last_failure_is_permanent(settings: Settings, unused_port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", unused_port
    notice = make_notice(attempts=MAX_ATTEMPTS - 1)

    deliver_due(now=NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Notice.Status.FAILED, MAX_ATTEMPTS)


def test_a_refused_mailbox_is_not_tried_again(settings: Settings, refusing_port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", refusing_port
    notice = make_notice()

    deliver_due(now=NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Notice.Status.FAILED, 1)


def test_a_claim_whose_process_died_ends_with_its_lease() -> None:
    make_notice()

    claims = [len(claim_due(now=NOW + wait)) for wait in (timedelta(0), LEASE / 2, LEASE)]

    assert claims == [1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_send_each_notice_once() -> None:
    for number in range(12):
        make_notice(f"petugas{number}", email=f"petugas{number}@contoh.id")
    start = threading.Barrier(2)

    def drain() -> None:
        try:
            start.wait(timeout=10)
            deliver_due(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(message.to[0] for message in mail.outbox) == sorted(f"petugas{n}@contoh.id" for n in range(12))


def test_a_heartbeat_is_one_row_that_moves() -> None:
    record_heartbeat(name="worker", now=NOW)

    record_heartbeat(name="worker", now=NOW + timedelta(seconds=10))

    assert list(Heartbeat.objects.values_list("name", "beat_at")) == [("worker", NOW + timedelta(seconds=10))]


def test_a_failed_notice_alarms_the_admins_once_a_day_and_never_about_the_alarm(
    settings: Settings, refusing_port: int
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", refusing_port
    admin = User.objects.create(username="admin", email="admin@contoh.id")
    Membership.objects.create(user=admin, role=Role.ADMIN)
    make_notice()
    make_notice()

    for minute in range(3):
        deliver_due(now=NOW + timedelta(minutes=minute))

    failed = Notice.objects.filter(status=Notice.Status.FAILED).values_list("recipient__username", flat=True)
    alarm = Notice.objects.get(recipient=admin)
    assert sorted(failed) == ["admin", "ani", "ani"]
    assert alarm.subject == "Surel kepada ani tidak terkirim"
    assert alarm.body.startswith("Alamat: ani@contoh.id. SMTPRecipientsRefused: ")
