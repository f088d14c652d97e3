"""No payload makes a parser raise, and what it names fits the columns: for every channel with a folder here."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bontang_pengaduan.lib.inbound import Message
from channels_intake.registry import CHANNELS
from tests.channels_intake.mutations import mutated

HERE = Path(__file__).parent
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
KINDS = sorted(CHANNELS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_channel_has_payloads(kind: str) -> None:
    assert list((HERE / kind / "payloads").glob("*.json"))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_no_payload_can_make_a_parser_raise(kind: str, data: st.DataObject) -> None:
    body = mutated(data, HERE / kind / "payloads")

    events = CHANNELS[kind].parse(body, RECEIVED)

    assert all(0 < len(event.external_id) <= 300 and "\x00" not in event.external_id for event in events)
    assert all(len(event.account) <= 60 for event in events)
    messages = [event for event in events if isinstance(event, Message)]
    assert all(len(event.wa_type) <= 30 and len(event.sender.account_id or "") <= 280 for event in messages)
    assert all(len(media.id) <= 2000 and len(media.kind) <= 20 for event in messages for media in event.media)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"", b"{", b"null", b'{"page": 1, "stream": {}}', b"[" * 100_000, b"\xff\x00"])
def test_a_body_of_any_kind_is_read(kind: str, body: bytes) -> None:
    assert isinstance(CHANNELS[kind].parse(body, RECEIVED), list)
