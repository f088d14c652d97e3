"""Profil: an officer's own devices, and nobody else's."""

import pytest
from django.test import Client
from django.utils import timezone

from opd.devices import add_whatsapp
from opd.models import Device, Role, User
from opd.push import public_key
from tests.cast import member
from tests.push_service import PushService
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db

ADDRESS = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def officer(client: Client) -> User:
    load_reference_data()
    user = member("ani", Role.KOORDINATOR)
    client.force_login(user)
    return user


def devices(user: User) -> list[tuple[str, str, str]]:
    return list(Device.objects.filter(user=user).values_list("kind", "address", "label"))


def test_a_number_is_kept_in_one_form(client: Client, officer: User) -> None:
    response = client.post("/profil/whatsapp/", {"phone": "0812-0000 0901"})

    assert (response.status_code, response.headers["Location"]) == (302, "/profil/")
    assert devices(officer) == [("whatsapp", "+6281200000901", "+62 812-••••-0901")]


@pytest.mark.parametrize(
    ("phone", "words"), [("", "Tuliskan nomor WhatsApp Anda."), ("abc", "Nomor ini tidak terbaca.")]
)
def test_what_is_no_number_changes_nothing(client: Client, officer: User, phone: str, words: str) -> None:
    response = client.post("/profil/whatsapp/", {"phone": phone})

    assert (response.status_code, response.content.decode().count(words)) == (400, 1)
    assert devices(officer) == []


def test_a_browser_is_added_by_its_own_words(client: Client, officer: User) -> None:
    agent = "Mozilla/5.0 (X11; Linux) Chrome/130.0 Safari/537.36"

    client.post("/profil/peramban/", {"address": ADDRESS, **PushService().keys}, headers={"User-Agent": agent})

    assert devices(officer) == [("push", ADDRESS, "Chrome")]


@pytest.mark.parametrize(
    "changed", [{"address": "https://127.0.0.1/"}, {"p256dh": "AAAA"}, {"auth": "AAAA"}, {"auth": ""}]
)
def test_a_browser_with_other_words_is_refused(client: Client, officer: User, changed: dict[str, str]) -> None:
    response = client.post("/profil/peramban/", {"address": ADDRESS, **PushService().keys, **changed})

    assert (response.status_code, devices(officer)) == (400, [])


def test_the_page_shows_a_number_masked_and_the_key_for_browsers(client: Client, officer: User) -> None:
    add_whatsapp(user=officer, phone="+6281200000901", now=timezone.now())

    page = client.get("/profil/").content.decode()

    assert (page.count("+62 812-••••-0901"), page.count("81200000901"), page.count(public_key())) == (2, 0, 1)


def test_only_the_owner_removes_a_device(client: Client, officer: User) -> None:
    other = add_whatsapp(user=User.objects.create(username="budi"), phone="+6281200000902", now=timezone.now())
    own = add_whatsapp(user=officer, phone="+6281200000901", now=timezone.now())

    codes = [client.post(f"/profil/perangkat/{device.pk}/hapus/").status_code for device in (other, own)]

    assert codes == [404, 302]
    assert list(Device.objects.values_list("pk", flat=True)) == [other.pk]


def test_nobody_without_a_login_sees_it(client: Client) -> None:
    assert client.get("/profil/").headers["Location"] == "/masuk/?next=/profil/"


def test_the_worker_of_the_browser_stands_at_the_root(client: Client) -> None:
    response = client.get("/sw.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.content.decode().count("showNotification") == 1


def test_the_switch_of_the_keys_is_kept_with_the_officer(client: Client, officer: User) -> None:
    client.post("/profil/pintasan/", {})
    officer.refresh_from_db()
    assert officer.uses_keys is False

    assert (
        client.post("/profil/pintasan/", {"uses_keys": "on"}, headers={"Accept": "application/json"}).status_code == 204
    )

    officer.refresh_from_db()
    assert officer.uses_keys is True
