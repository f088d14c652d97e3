"""The doors of the other channels: handshakes, signatures over the raw bytes, and two secrets while rotating."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.lib.signing import sign
from channels_intake.models import ChannelAccount, InboundRequest
from channels_intake.process import drain_all
from complaints.models import Message
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.META_APP_SECRETS = ["meta-baru", "meta-lama"]
    settings.META_VERIFY_TOKEN = "token-meta"
    settings.X_CLIENT_SECRETS = ["rahasia-x"]


def x_signature(body: bytes, secret: str = "rahasia-x") -> str:  # noqa: S107
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(client: Client, kind: str, body: bytes, **headers: str) -> int:
    return client.post(f"/webhooks/{kind}/", body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize("secret", ["meta-baru", "meta-lama"])
def test_one_door_takes_facebook_and_instagram_under_either_secret(client: Client, secret: str) -> None:
    load_reference_data()
    for channel, name in (("facebook", "messenger_text"), ("instagram", "dm_text")):
        body = (HERE / channel / "payloads" / f"{name}.json").read_bytes()
        assert post(client, "meta", body, **{"X-Hub-Signature-256": sign(body, secret)}) == 200

    drain_all(now=InboundRequest.objects.latest("received_at").received_at)

    assert set(Message.objects.values_list("channel", "external_id")) == {("facebook", "m_1"), ("instagram", "ig_1")}
    assert set(ChannelAccount.objects.values_list("channel", flat=True)) == {"facebook", "instagram"}


def test_rewritten_bytes_are_refused(client: Client) -> None:
    body = (HERE / "facebook" / "payloads" / "comment.json").read_bytes()
    rewritten = json.dumps(json.loads(body)).encode()

    status = post(client, "meta", rewritten, **{"X-Hub-Signature-256": sign(body, "meta-baru")})

    assert (status, InboundRequest.objects.count()) == (403, 0)


def test_meta_shakes_hands_with_our_token_alone(client: Client) -> None:
    question = {"hub.mode": "subscribe", "hub.challenge": "4711"}

    right = client.get("/webhooks/meta/", question | {"hub.verify_token": "token-meta"})
    wrong = client.get("/webhooks/meta/", question | {"hub.verify_token": "lain"})

    assert (right.status_code, right.content, wrong.status_code) == (200, b"4711", 403)


def test_x_is_answered_with_its_challenge_signed(client: Client) -> None:
    answer = client.get("/webhooks/x/", {"crc_token": "tantangan"})

    assert answer.json() == {"response_token": x_signature(b"tantangan")}
    assert answer["Content-Type"] == "application/json"


def test_x_without_a_challenge_or_a_secret_is_refused(client: Client, settings: Settings) -> None:
    bare = client.get("/webhooks/x/")
    settings.X_CLIENT_SECRETS = []
    unset = client.get("/webhooks/x/", {"crc_token": "tantangan"})

    assert (bare.status_code, unset.status_code) == (403, 403)


def test_an_activity_on_x_is_taken_with_its_signature_alone(client: Client) -> None:
    body = (HERE / "x" / "payloads" / "activity_mention.json").read_bytes()

    statuses = [
        post(client, "x", body, **{"x-twitter-webhooks-signature": x_signature(body, "lain")}),
        post(client, "x", body),
        post(client, "x", body, **{"x-twitter-webhooks-signature": x_signature(body)}),
    ]

    assert statuses == [403, 403, 200]
    assert InboundRequest.objects.get().headers["x-twitter-webhooks-signature"] == x_signature(body)


@pytest.mark.parametrize("kind", ["meta", "x", "telegram"])
def test_a_door_without_secrets_lets_nobody_in(client: Client, settings: Settings, kind: str) -> None:
    settings.META_APP_SECRETS, settings.X_CLIENT_SECRETS, settings.TELEGRAM_WEBHOOK_SECRETS = [], [], []
    headers = {"X-Hub-Signature-256": "", "x-twitter-webhooks-signature": "", "X-Telegram-Bot-Api-Secret-Token": ""}

    assert post(client, kind, b"{}", **headers) == 403
