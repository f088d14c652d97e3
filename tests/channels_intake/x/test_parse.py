"""Each page and activity of X against the exact events it must become."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Amendment, Area, Event, Media, Message, Sender, Signal
from channels_intake.channels.x.parse import parse
from tests.channels_intake.mutations import names_of

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 2, 0, 40, tzinfo=UTC)
ACCOUNT = "7000000000000000041"
SARI = Sender(account_id="x:51001", username="sari_uji", name="Sari Uji")


def post(number: int, text: str = "@kota_uji parit meluap", **more: Any) -> Message:
    facts: dict[str, Any] = {
        "sender": SARI,
        "action": "create_or_attach",
        "is_public": True,
        "thread_external_id": "2090000000000000001",
    }
    name = f"20900000000000000{number:02}"
    return Message("x", ACCOUNT, name, sent_at=SENT, wa_type="post", text=text, **(facts | more))


EXPECTED: dict[str, list[Event]] = {
    "mention": [post(1)],
    "long_post": [post(1, "@kota_uji parit meluap sejak pagi dan masuk rumah")],
    "answer_with_photo_and_place": [
        post(
            2,
            reply_to_external_id="2090000000000000001",
            media=(
                Media("image", "https://pbs.twimg.com/media/uji.jpg"),
                Media("image", "https://pbs.twimg.com/uji_video.jpg"),
            ),
            area=Area("Bontang, Indonesia", (117.4, 0.1, 117.5, 0.2)),
        )
    ],
    "edited": [post(4, "@kota_uji parit di Jl. Mawar", supersedes=("2090000000000000001", "2090000000000000003"))],
    "repost": [
        Signal(
            "x",
            ACCOUNT,
            "2090000000000000005",
            "repost",
            "ignore",
            SENT,
            target_external_id="2090000000000000001",
        )
    ],
    "own_post": [
        Signal(
            "x",
            ACCOUNT,
            "2090000000000000006",
            "echo",
            "record_outbound",
            SENT,
            data={"text": "Kami cek", "wa_type": "post", "is_public": True, "answers": "2090000000000000001"},
        )
    ],
    "author_unknown": [post(7, sender=Sender(account_id="x:51009"))],
    "only_a_call": [post(8, "@kota_uji 👏", action="attach_only")],
    "empty_page": [],
    "activity_mention": [post(1)],
    "activity_answer_with_call": [post(6, thread_external_id="2090000000000000001")],
    "activity_answer_without_call": [
        replace(post(6, "parit meluap", thread_external_id="2090000000000000001"), wa_type="reply")
    ],
    "activity_delete": [
        Amendment(
            "x",
            ACCOUNT,
            "2090000000000000001:delete",
            "revoke",
            "amend",
            "2090000000000000001",
            RECEIVED,
        )
    ],
}


def read(name: str) -> list[Event]:
    return parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_exactly_these_events(name: str) -> None:
    assert read(name) == EXPECTED[name]


def test_an_unknown_activity_is_an_alert() -> None:
    [event] = read("activity_unknown")

    assert isinstance(event, Signal)
    assert (event.kind, event.action, event.data["field"]) == ("unknown_field", "ops_alert", "profile.update.bio")


def test_every_payload_has_its_expectation() -> None:
    assert names_of(PAYLOADS) == sorted([*EXPECTED, "activity_unknown"])
