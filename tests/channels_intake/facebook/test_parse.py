"""Each payload of a Facebook Page against the exact events it must become."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Amendment, Event, Location, Media, Message, Problem, Sender, Signal
from channels_intake.channels.facebook.parse import parse
from tests.channels_intake.mutations import names_of

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1_793_580_000, UTC)
PAGE = "700000000000021"
POST = f"{PAGE}_5501"
SARI = Sender(account_id="facebook:31000000000001", name="Sari Uji")
SARI_ALONE = Sender(account_id="facebook:31000000000001")


def comment(name: str, text: str | None = "Parit di Jl. Kamboja meluap", **more: Any) -> Message:
    facts: dict[str, Any] = {
        "sender": SARI,
        "sent_at": SENT,
        "wa_type": "comment",
        "action": "create_or_attach",
        "is_public": True,
        "thread_external_id": POST,
    }
    return Message("facebook", PAGE, name, text=text, **(facts | more))


def said(name: str, kind: str = "text", action: Any = "create_or_attach", **more: Any) -> Message:
    facts: dict[str, Any] = {"sender": SARI_ALONE, "sent_at": SENT, "thread_external_id": "31000000000001"}
    return Message("facebook", PAGE, name, wa_type=kind, action=action, **(facts | more))


def status(mid: str) -> Signal:
    data: dict[str, Any] = {"status": "delivered", "error_codes": [], "errors": [], "callback_data": None}
    return Signal(
        "facebook", PAGE, f"{mid}:delivered", "status", "status_update", SENT, target_external_id=mid, data=data
    )


EXPECTED: dict[str, list[Event]] = {
    "comment": [comment("5501_77")],
    "comment_post_of_other_prefix": [comment("5501_78")],
    "answer_to_comment": [comment("5501_79", "Di gang kami juga", reply_to_external_id="5501_77")],
    "comment_without_author": [comment("5501_80", sender=Sender())],
    "comment_of_emoji": [comment("5501_81", "👍👍 @kota", action="attach_only")],
    "visitor_photo": [
        comment(
            f"{PAGE}_5502",
            None,
            wa_type="photo",
            media=(Media("image", "https://scontent.fbcdn.net/uji.jpg"),),
            thread_external_id=f"{PAGE}_5502",
        )
    ],
    "mention": [comment("88_1", "Kota Uji, tolong lampu jalan", wa_type="mention", thread_external_id="88_1")],
    "own_comment": [
        Signal(
            "facebook",
            PAGE,
            "5501_82",
            "echo",
            "record_outbound",
            SENT,
            data={"text": "Kami cek.", "wa_type": "comment", "is_public": True, "answers": "5501_77"},
        )
    ],
    "own_post": [
        Signal(
            "facebook",
            PAGE,
            f"{PAGE}_5501",
            "echo",
            "record_outbound",
            SENT,
            data={"text": "Pengumuman", "wa_type": "post", "is_public": True, "answers": None},
        )
    ],
    "messenger_text": [said("m_1", text="Air keruh dua hari", reply_to_external_id="m_kami")],
    "messenger_quick_reply": [said("m_2", text="Sudah", choice_id="selesai:ya")],
    "messenger_files": [
        said(
            "m_3",
            "image",
            media=(
                Media("image", "https://scontent.fbcdn.net/a.jpg"),
                Media("document", "https://cdn.fbsbx.com/surat.pdf"),
            ),
        )
    ],
    "messenger_location": [said("m_4", "location", location=Location(0.12, 117.47))],
    "messenger_nothing_known": [said("m_5", "unsupported", "attach_only", placeholder=True)],
    "messenger_echo": [
        Signal(
            "facebook",
            PAGE,
            "m_kami",
            "echo",
            "record_outbound",
            SENT,
            data={"text": "Kami cek", "to_account_id": "facebook:31000000000001", "wa_type": "text"},
        )
    ],
    "messenger_edit": [
        Amendment(
            "facebook",
            PAGE,
            "m_1:edit:1",
            "edit",
            "amend",
            "m_1",
            SENT,
            sender=SARI_ALONE,
            new_text="Air keruh tiga hari",
        )
    ],
    "messenger_postback": [said("m_6", "postback", "attach_only", text="Mulai", choice_id="MULAI")],
    "messenger_reaction": [
        Signal(
            "facebook",
            PAGE,
            "reaction:m_kami:31000000000001:1793580000000",
            "reaction",
            "annotate",
            SENT,
            sender=SARI_ALONE,
            target_external_id="m_kami",
            data={"emoji": "🙏", "removed": False},
        )
    ],
    "messenger_delivery_of_two": [status("m_kami"), status("m_kami2")],
}
AS_SIGNAL = {
    "like": ("reaction", "ignore"),
    "messenger_read": ("watermark", "status_update"),
    "unknown_field": ("unknown_field", "ops_alert"),
}
AS_AMENDMENT = {
    "comment_edited": ("edit", "5501_77", "Parit di Jl. Mawar meluap"),
    "comment_removed": ("revoke", "5501_77", None),
}


def read(name: str) -> list[Event]:
    return parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_exactly_these_events(name: str) -> None:
    assert read(name) == EXPECTED[name]


@pytest.mark.parametrize("name", AS_SIGNAL)
def test_what_nobody_said_to_the_city_is_a_signal(name: str) -> None:
    [event] = read(name)

    assert isinstance(event, Signal)
    assert (event.kind, event.action) == AS_SIGNAL[name]


@pytest.mark.parametrize("name", AS_AMENDMENT)
def test_a_change_of_a_comment_amends_it(name: str) -> None:
    [event] = read(name)

    assert isinstance(event, Amendment)
    assert (event.kind, event.target_external_id, event.new_text) == AS_AMENDMENT[name]


def test_a_second_edit_of_a_comment_is_another_event() -> None:
    body = (PAYLOADS / "comment_edited.json").read_bytes()

    [first] = parse(body, RECEIVED)
    [second] = parse(body.replace(b"Mawar", b"Melati"), RECEIVED)

    assert first.external_id != second.external_id


def test_a_batch_is_read_to_its_end_and_repeats_once() -> None:
    first, broken, nameless, second = read("messenger_batch")

    assert (first, second) == (said("m_7", text="Satu"), said("m_8", text="Dua"))
    assert isinstance(broken, Problem)
    assert isinstance(nameless, Problem)
    assert (broken.pointer, broken.reason) == ("/entry/0/messaging/1", "not an object")
    assert nameless.pointer == "/entry/0/messaging/2/message/mid"


def test_a_page_of_the_feed_gives_what_the_webhook_would_oldest_first() -> None:
    old, visitor, found, echo, broken = read("page_of_feed")

    assert visitor == comment(
        f"{PAGE}_5502", "Lampu jalan padam", wa_type="status", sent_at=at(30), thread_external_id=f"{PAGE}_5502"
    )
    assert found == comment("5501_77", sent_at=at(40), media=(Media("image", "https://scontent.fbcdn.net/uji.jpg"),))
    assert isinstance(old, Message)
    assert (old.external_id, old.action) == ("5501_60", "ignore")
    assert isinstance(echo, Signal)
    assert (echo.external_id, echo.kind, echo.data["answers"]) == ("5501_91", "echo", "5501_77")
    assert isinstance(broken, Problem)
    assert broken.pointer == "/page/data/0/comments/data/3"


def test_a_page_of_one_posts_comments_knows_the_post_and_what_is_answered() -> None:
    assert read("page_of_comments") == [
        comment("5501_79", "Di gang kami juga", sent_at=at(45), reply_to_external_id="5501_77")
    ]


def at(minute: int) -> datetime:
    return datetime(2026, 11, 2, 0, minute, tzinfo=UTC)


def test_every_payload_has_its_expectation() -> None:
    pages = ["page_of_comments", "page_of_feed"]
    assert names_of(PAYLOADS) == sorted([*EXPECTED, *AS_SIGNAL, *AS_AMENDMENT, "messenger_batch", *pages])
