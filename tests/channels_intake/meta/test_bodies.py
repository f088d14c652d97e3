"""What goes over the wire for each way, and what is refused before it goes."""

from typing import Any

import pytest

from channels_intake.channels.errors import ChannelError, Fate
from channels_intake.channels.meta.bodies import Request, build_request
from channels_intake.channels.outgoing import Outgoing

BUTTONS = {"buttons": [{"id": "ya", "title": "Ya, sudah selesai dikerjakan"}]}
ROWS = {"rows": [{"id": "a", "title": "BTG-1", "description": "Jalan"}, {"id": "b", "title": "Lain"}]}


def outgoing(text: str = "Kami cek.", channel: str = "facebook", **more: Any) -> Outgoing:
    return Outgoing(7, text, account_id=f"{channel}:5001", **more)


@pytest.mark.parametrize(
    ("channel", "message", "request_"),
    [
        (
            "facebook",
            outgoing(),
            Request(
                "42/messages",
                {
                    "recipient": {"id": "5001"},
                    "messaging_type": "RESPONSE",
                    "message": {"text": "Kami cek.", "metadata": "7"},
                },
            ),
        ),
        (
            "facebook",
            outgoing(form="private", quoted="77_1", is_public=True),
            Request(
                "42/messages", {"recipient": {"comment_id": "77_1"}, "message": {"text": "Kami cek.", "metadata": "7"}}
            ),
        ),
        (
            "facebook",
            outgoing(quoted="77_1", is_public=True),
            Request("77_1/comments", {"message": "Kami cek."}, "id"),
        ),
        (
            "instagram",
            outgoing(channel="instagram"),
            Request(
                "me/messages",
                {"recipient": {"id": "5001"}, "messaging_type": "RESPONSE", "message": {"text": "Kami cek."}},
            ),
        ),
        (
            "instagram",
            outgoing(quoted="1790", quoted_kind="comment", is_public=True),
            Request("1790/replies", {"message": "Kami cek."}, "id"),
        ),
        (
            "instagram",
            outgoing(quoted="1790", quoted_kind="mention", thread="1800", is_public=True),
            Request("42/mentions", {"media_id": "1800", "comment_id": "1790", "message": "Kami cek."}, "id"),
        ),
        (
            "instagram",
            outgoing(quoted="1800", quoted_kind="mention", thread="1800", is_public=True),
            Request("42/mentions", {"media_id": "1800", "message": "Kami cek."}, "id"),
        ),
    ],
)
def test_each_way_has_its_request(channel: str, message: Outgoing, request_: Request) -> None:
    assert build_request(channel, "42", message) == request_


def test_buttons_become_quick_replies_with_short_titles() -> None:
    body = build_request("instagram", "42", outgoing(channel="instagram", form="buttons", content=BUTTONS)).body

    assert body["message"]["quick_replies"] == [
        {"content_type": "text", "title": "Ya, sudah selesai di", "payload": "ya"}
    ]


def test_a_list_is_numbered_in_the_text() -> None:
    body = build_request("facebook", "42", outgoing("Yang mana?", form="list", content=ROWS)).body

    assert body["message"]["text"] == "Yang mana?\n1. BTG-1 · Jalan\n2. Lain"
    assert [choice["title"] for choice in body["message"]["quick_replies"]] == ["1", "2"]
    assert [choice["payload"] for choice in body["message"]["quick_replies"]] == ["a", "b"]


def test_a_question_for_the_place_goes_out_in_words() -> None:
    body = build_request("facebook", "42", outgoing("Di mana?", form="location_request")).body

    assert body["message"] == {"text": "Di mana?", "metadata": "7"}


@pytest.mark.parametrize(
    ("channel", "message"),
    [
        ("facebook", outgoing("a" * 2001)),
        ("facebook", outgoing("a" * 8001, quoted="77_1", is_public=True)),
        ("instagram", outgoing("é" * 501)),
        ("instagram", outgoing("a" * 301, quoted="1790", is_public=True)),
        ("facebook", outgoing("  ")),
        ("facebook", outgoing(is_public=True)),
        ("facebook", outgoing(form="private", is_public=True)),
        ("facebook", outgoing(form="template")),
        ("facebook", outgoing(form="buttons")),
        ("facebook", outgoing(form="buttons", content={"buttons": [{"title": "Ya"}]})),
        ("facebook", outgoing(form="list", content=ROWS, quoted="77_1", is_public=True)),
        ("facebook", Outgoing(7, "Kami cek.")),
    ],
)
def test_what_the_channel_would_refuse_does_not_go_out(channel: str, message: Outgoing) -> None:
    with pytest.raises(ChannelError) as caught:
        build_request(channel, "42", message)

    assert caught.value.fate == Fate.BUG
