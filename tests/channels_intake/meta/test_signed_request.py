"""What Meta signed is read, and nothing else."""

import base64
import hmac
import json
from typing import Any

import pytest

from channels_intake.channels.meta.signed_request import read_signed_request

SECRET = "rahasia-meta"
FACTS = {"algorithm": "HMAC-SHA256", "user_id": "5001", "issued_at": 1_795_395_600}


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(facts: Any = FACTS, secret: str = SECRET) -> str:
    payload = encode(json.dumps(facts).encode())
    return f"{encode(hmac.digest(secret.encode(), payload.encode(), 'sha256'))}.{payload}"


def test_a_signed_request_is_read() -> None:
    assert read_signed_request(signed(), ["lain", SECRET]) == FACTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "abc",
        signed(secret="lain"),
        signed({**FACTS, "algorithm": "none"}),
        signed([1]),
        signed()[:-2],
        "é.ö",
        f"{'A' * 43}.{signed().partition('.')[2]}",
    ],
)
def test_anything_else_is_nothing(text: str) -> None:
    assert read_signed_request(text, [SECRET]) is None


def test_without_a_secret_of_ours_nothing_is_believed() -> None:
    assert read_signed_request(signed(secret=""), []) is None
