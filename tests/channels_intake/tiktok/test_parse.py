"""The slot for TikTok: nothing is guessed, and the pages say why it is closed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bontang_pengaduan.lib.inbound import Problem
from channels_intake.channel_board import closed_channels, unconfigured_channels
from channels_intake.channels.tiktok.channel import CLOSED
from channels_intake.channels.tiktok.parse import parse
from channels_intake.registry import CHANNELS, DOORS
from complaints.channel_names import channel_choices

RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "payloads"


@pytest.mark.parametrize("name", ["comment"])
def test_whatever_comes_is_kept_as_a_problem(name: str) -> None:
    [event] = parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)

    assert isinstance(event, Problem)
    assert (event.channel, event.pointer, event.reason) == ("tiktok", "", "no form of TikTok is known here yet")


def test_it_is_named_with_its_reason_and_offered_nowhere() -> None:
    assert closed_channels() == [("TikTok", CLOSED)]
    assert "TikTok" not in unconfigured_channels()
    assert "tiktok" not in dict(channel_choices())
    assert "tiktok" not in DOORS
    assert CHANNELS["tiktok"].accounts() == []
