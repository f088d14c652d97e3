"""Each page of YouTube comments against the exact events it must become."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Event, Message, Problem, Sender, Signal
from channels_intake.channels.youtube.parse import parse
from tests.channels_intake.mutations import names_of

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime(2026, 11, 2, 0, 40, tzinfo=UTC)
ACCOUNT = "UCkotauji"


def comment(name: str, text: str = "Parit meluap", **more: Any) -> Message:
    sender = Sender(account_id="youtube:UCsari", username="@sari-uji")
    return Message(
        "youtube",
        ACCOUNT,
        name,
        sender,
        SENT,
        "comment",
        "create_or_attach",
        text,
        is_public=True,
        thread_external_id="vid1",
        **more,
    )


EXPECTED: dict[str, list[Event]] = {
    "thread_with_answer": [comment("Ug1"), comment("Ug1.2", "Di RT kami juga", reply_to_external_id="Ug1")],
    "html_only": [comment("Ug3", "Jalan & parit\nrusak lihat")],
    "own_answer": [
        Signal(
            "youtube",
            ACCOUNT,
            "Ug4",
            "echo",
            "record_outbound",
            SENT,
            data={"text": "Kami cek", "wa_type": "comment", "is_public": True, "answers": "Ug1"},
        )
    ],
}


def read(name: str) -> list[Event]:
    return parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_exactly_these_events(name: str) -> None:
    assert read(name) == EXPECTED[name]


def test_a_broken_thread_costs_no_other() -> None:
    good, broken = read("broken")

    assert good == comment("Ug5")
    assert isinstance(broken, Problem)
    assert broken.pointer == "/page/items/1/snippet/topLevelComment"


def test_every_payload_has_its_expectation() -> None:
    assert names_of(PAYLOADS) == sorted([*EXPECTED, "broken"])
