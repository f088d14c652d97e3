"""Web push against a service over HTTP that opens what it is sent."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from py_vapid import Vapid02
from pytest_django import Settings

from bontang_pengaduan.lib.clock import WITA
from opd.devices import add_browser
from opd.models import Device, Nudge, User
from opd.notices import notify
from opd.push import is_key, is_push_service, public_key, push_due
from tests.push_service import PushService, running_push_service

NOW = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    with running_push_service() as service:
        settings.PUSH_SERVICES = [service.origin]
        yield service


@pytest.fixture
def told(db: None, service: PushService) -> Nudge:
    officer = User.objects.create(username="ani")
    add_browser(user=officer, address=f"{service.origin}/send/1", keys=service.keys, label="Chrome", now=NOW)
    notify(recipients=[officer], subject="BTG-2604-0001", body="-", url="/aduan/1/", dedupe_key="a", now=NOW)
    return Nudge.objects.get()


def test_the_browser_alone_can_read_subject_and_link(told: Nudge, service: PushService) -> None:
    assert push_due(now=NOW) == 1

    headers, body = service.sent[0]
    assert service.opened() == [{"subject": "BTG-2604-0001", "url": "/aduan/1/"}]
    assert body.count(b"BTG") == 0
    assert (headers["Content-Encoding"], headers["TTL"], headers["Urgency"]) == ("aes128gcm", "43200", "high")
    told.refresh_from_db()
    assert told.external_id == f"{service.origin}/message/1"


def test_the_signature_is_for_this_service_and_by_the_key_that_browsers_get(told: Nudge, service: PushService) -> None:
    push_due(now=NOW)

    scheme, parts = service.sent[0][0]["Authorization"].split(" ", 1)
    token, key = (part.strip().split("=", 1)[1] for part in parts.split(","))
    assert (scheme, key.rstrip("=")) == ("vapid", public_key())
    claims = urlsafe_b64decode(token.split(".")[1] + "==")
    assert claims.count(f'"aud":"{service.origin}"'.encode()) == 1
    assert Vapid02.verify(service.sent[0][0]["Authorization"])


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_took_its_permission_back_is_forgotten(told: Nudge, service: PushService, status: int) -> None:
    service.status = status

    assert push_due(now=NOW) == 0
    assert Device.objects.count() == 0


@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (403, "failed"), (429, "pending"), (503, "pending")])
def test_other_refusals_pass_or_do_not(told: Nudge, service: PushService, status: int, state: str) -> None:
    service.status = status

    push_due(now=NOW)

    told.refresh_from_db()
    assert (told.status, told.last_error) == (state, f"Layanan push menolak ({status}).")


def test_without_an_answer_it_is_tried_again(told: Nudge, settings: Settings, service: PushService) -> None:
    settings.PUSH_SERVICES = ["http://127.0.0.1:1"]
    Device.objects.update(address="http://127.0.0.1:1/send/1")
    push_due(now=NOW)
    settings.PUSH_SERVICES = [service.origin]
    Device.objects.update(address=f"{service.origin}/send/1")

    assert push_due(now=NOW + timedelta(minutes=2)) == 1


def test_no_other_address_is_ever_written_to(told: Nudge, settings: Settings, service: PushService) -> None:
    settings.PUSH_SERVICES = ["https://fcm.googleapis.com"]

    push_due(now=NOW)

    told.refresh_from_db()
    assert (service.sent, told.status) == ([], "failed")


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://db5p.notify.windows.com/w/?token=1", True),
        ("https://notify.windows.com.contoh.id/", False),
        ("https://evilnotify.windows.com/", False),
        ("http://fcm.googleapis.com/", False),
        ("https://fcm.googleapis.com@127.0.0.1/", False),
        ("https://127.0.0.1/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_which_addresses_are_push_services(address: str, is_known: bool) -> None:
    assert is_push_service(address) is is_known


@pytest.mark.parametrize(("value", "fits"), [("AAECAw", True), ("AAEC", False), ("A", False), ("ü", False)])
def test_a_key_is_counted_in_bytes(value: str, fits: bool) -> None:
    assert is_key(value, 4) is fits
