"""A provider's post is answered before anything that serves people is asked."""

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.signing import sign

pytestmark = pytest.mark.django_db

OF_PAGES = "X-Frame-Options"  # what the middleware for pages adds


def test_a_post_to_a_door_passes_by_what_serves_people(client: Client, settings: Settings) -> None:
    settings.WHATSAPP_APP_SECRETS = ["rahasia"]
    signature = sign(b"{}", "rahasia")
    answer = client.post(
        "/webhooks/whatsapp/", b"{}", content_type="application/json", headers={"X-Hub-Signature-256": signature}
    )
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Length"] == "0"
    assert OF_PAGES not in answer.headers


def test_a_bad_signature_is_refused_on_the_short_way_too(client: Client) -> None:
    answer = client.post(
        "/webhooks/whatsapp/", b"{}", content_type="application/json", headers={"X-Hub-Signature-256": "sha256=0"}
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert OF_PAGES not in answer.headers


@pytest.mark.parametrize("place", ["/webhooks/nobody/", "/webhooks/", "/webhooks/whatsapp/more/"])
def test_a_post_to_no_door_goes_the_usual_way(client: Client, place: str) -> None:
    answer = client.post(place, b"{}", content_type="application/json")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert OF_PAGES in answer.headers


def test_the_handshake_goes_the_usual_way(client: Client) -> None:
    assert OF_PAGES in client.get("/webhooks/whatsapp/").headers
