"""Each payload of an Instagram account against the exact events it must become, in both shapes of its webhook."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Amendment, Event, Media, Message, Problem, Sender, Signal
from channels_intake.channels.guarding import own_post
from channels_intake.channels.instagram.parse import parse
from channels_intake.channels.meta.parse import parse as parse_webhook
from tests.channels_intake.mutations import names_of

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1_793_580_000, UTC)
ACCOUNT = "70000000000000031"
SARI = Sender(account_id="instagram:61001", username="sari.uji")


def comment(name: str, text: str | None = "Trotoar pasar rusak", **more: Any) -> Message:
    facts: dict[str, Any] = {
        "sender": SARI,
        "sent_at": SENT,
        "wa_type": "comment",
        "action": "create_or_attach",
        "timestamp_is_receipt": True,
        "is_public": True,
        "thread_external_id": "1800001",
    }
    return Message("instagram", ACCOUNT, name, text=text, **(facts | more))


def mention(name: str, **more: Any) -> Message:
    return comment(name, None, sender=Sender(), wa_type="mention", placeholder=True, **more)


def said(name: str, kind: str, action: Any, **more: Any) -> Message:
    return Message(
        "instagram",
        ACCOUNT,
        name,
        Sender(account_id="instagram:61001"),
        SENT,
        kind,
        action,
        thread_external_id="61001",
        **more,
    )


EXPECTED: dict[str, Event] = {
    "comment": comment("1790001"),
    "comment_direct_form": comment("1790002"),
    "answer_to_comment": comment("1790003", reply_to_external_id="1790001"),
    "comment_of_emoji": comment("1790004", "🔥🔥", action="attach_only"),
    "own_comment": Signal(
        "instagram",
        ACCOUNT,
        "1790005",
        "echo",
        "record_outbound",
        SENT,
        data={"text": "Kami cek", "wa_type": "comment", "is_public": True, "answers": "1790001"},
    ),
    "mention_in_comment": mention("1790009", thread_external_id="1800009", lacks="mentioned_comment"),
    "mention_in_post": mention("1800010", thread_external_id="1800010", lacks="mentioned_media"),
    "dm_text": said("ig_1", "text", "create_or_attach", text="Pohon tumbang"),
    "dm_story_mention": said(
        "ig_2",
        "story_mention",
        "attach_only",
        media=(Media("story_mention", "https://lookaside.fbsbx.com/ig?x=1"),),
    ),
    "dm_unsent": Amendment(
        "instagram",
        ACCOUNT,
        "ig_1:revoke",
        "revoke",
        "amend",
        "ig_1",
        SENT,
        sender=Sender(account_id="instagram:61001"),
    ),
    "dm_read": Signal(
        "instagram",
        ACCOUNT,
        "ig_kami:read",
        "status",
        "status_update",
        SENT,
        target_external_id="ig_kami",
        data={"status": "read", "error_codes": [], "errors": [], "callback_data": None},
    ),
}


def body(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_webhook_is_exactly_this_event(name: str) -> None:
    assert parse_webhook(body(name), RECEIVED) == [EXPECTED[name]]


def test_a_page_of_comments_names_their_own_time_and_the_post_that_was_asked_for() -> None:
    found, broken = parse(body("page_of_comments"), RECEIVED)

    at = datetime(2026, 11, 2, 0, 40, tzinfo=UTC)
    assert found == comment("1790001", sent_at=at, timestamp_is_receipt=False)
    assert isinstance(broken, Problem)
    assert broken.pointer == "/page/data/1"


def test_a_page_of_posts_brings_their_comments_and_the_answers_to_those() -> None:
    at, later = datetime(2026, 11, 2, 0, 40, tzinfo=UTC), datetime(2026, 11, 2, 0, 50, tzinfo=UTC)

    posted_at = datetime(2026, 11, 2, tzinfo=UTC)

    assert parse(body("page_of_media"), RECEIVED) == [
        # The post without words is none: there is nothing to show above its comments.
        own_post("instagram", "70000000000000031", "1800001", "Taman baru di Bontang Kuala", posted_at),
        comment("1790001", sent_at=at, timestamp_is_receipt=False),
        comment(
            "1790006", "Di depan SD juga", sent_at=later, timestamp_is_receipt=False, reply_to_external_id="1790001"
        ),
    ]


def test_every_payload_has_its_expectation() -> None:
    assert names_of(PAYLOADS) == sorted([*EXPECTED, "page_of_comments", "page_of_media"])
