"""check_payloads on the other channels: pages that were fetched, refusals, and what must not be said in public."""

import hashlib
import json
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from complaints.models import Message

pytestmark = pytest.mark.django_db

SECRET = "rahasia-map-uji"
X_ACCOUNT = "7000000000000000041"
POST = {"id": "2090000000000000001", "text": "@kota_uji 👏", "author_id": "51001", "created_at": "2026-11-02T00:40:00Z"}
PAGE = {"data": [POST], "includes": {"users": [{"id": "51001", "username": "sari_uji"}]}, "meta": {"result_count": 1}}
EXPECTED_POST = {
    "external_id": POST["id"],
    "channel_account": X_ACCOUNT,
    "sender": {"platform_user_id": "51001", "username": "sari_uji"},
    "timestamp": 1793580000,
    "public": True,
    "reply_to_external_id": None,
    "text": "@kota_uji 👏",
    "media": [],
    "location": None,
    "action": "attach_only",
}


def expectation(outcome: str, *messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "messages": list(messages),
        "events": [],
        "statuses": [],
        "message_count": len(messages),
        "unique_external_ids": [message["external_id"] for message in messages],
        "outcome": outcome,
        "may_open_complaint": False,
        **more,
    }


def run(folder: Path, channel: str, payload: Any, expect: dict[str, Any], **facts: Any) -> list[str]:
    """The lines of the command for one file, whatever it finds."""
    body = json.dumps(payload).encode()
    (folder / "one.json").write_bytes(body)
    fixture = {"file": "one.json", "channel": channel, "sha256": hashlib.sha256(body).hexdigest(), "expect": expect}
    index = {"test_app_secret": SECRET, "accounts": {"x_user_id": X_ACCOUNT}, "fixtures": [fixture | facts]}
    (folder / "index.json").write_text(json.dumps(index))
    output = StringIO()
    with suppress(CommandError):
        call_command("check_payloads", str(folder), stdout=output)
    return output.getvalue().splitlines()


def http(status: int = 200, **headers: str) -> dict[str, Any]:
    return {"method": "GET", "path": f"/2/users/{X_ACCOUNT}/mentions?max_results=100", "status": status} | {
        "headers": headers
    }


def test_a_fetched_page_is_read_for_the_account_that_was_asked(tmp_path: Path) -> None:
    lines = run(tmp_path, "x", PAGE, expectation("attach_only", EXPECTED_POST), http=http())

    assert lines[0] == "ok    one.json"
    assert Message.objects.count() == 0


def test_another_author_is_a_difference(tmp_path: Path) -> None:
    other = EXPECTED_POST | {"sender": {"platform_user_id": "51002", "username": "sari_uji"}}

    lines = run(tmp_path, "x", PAGE, expectation("attach_only", other), http=http())

    assert lines[0] == "DIFF  one.json"
    assert [line.split(":")[0].strip() for line in lines[1:-1]] == ["messages", "stored sender"]


def test_an_empty_page_is_nothing(tmp_path: Path) -> None:
    lines = run(tmp_path, "x", {"meta": {"result_count": 0}}, expectation("ignore"), http=http())

    assert lines[0] == "ok    one.json"


@pytest.mark.parametrize(("epoch", "first"), [(1793601800, "ok    one.json"), (1793601801, "DIFF  one.json")])
def test_a_refused_page_must_wait_as_long_as_the_index_says(tmp_path: Path, epoch: int, first: str) -> None:
    expect = expectation("retry_later", retry={"class": "rate_limited", "retry_at_epoch": epoch})

    lines = run(tmp_path, "x", {"status": 429}, expect, http=http(429, **{"x-rate-limit-reset": "1793601800"}))

    assert lines[0] == first


def test_a_telegram_secret_is_checked_at_its_door(tmp_path: Path) -> None:
    update = {
        "update_id": 5,
        "message": {
            "message_id": 9,
            "date": 1793580000,
            "chat": {"id": 41001, "type": "private"},
            "from": {"id": 41001, "first_name": "Sari"},
            "text": "/start",
        },
    }
    expected = EXPECTED_POST | {
        "external_id": "41001:9",
        "channel_account": "bot",
        "sender": {"platform_user_id": "41001", "name": "Sari"},
        "public": False,
        "text": "/start",
        "update_id": 5,
    }
    header = "X-Telegram-Bot-Api-Secret-Token"

    right = run(
        tmp_path,
        "telegram",
        update,
        expectation("attach_only", expected),
        signature={"header": header, "value": SECRET},
    )
    wrong = run(
        tmp_path,
        "telegram",
        update,
        expectation("attach_only", expected),
        signature={"header": header, "value": "lain"},
    )

    assert (right[0], wrong[0]) == ("ok    one.json", "DIFF  one.json")
