"""Each update of a Telegram bot against the exact event it must become."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Amendment, Event, Location, Media, Message, Problem, Sender, Signal
from channels_intake.channels.telegram.parse import parse
from tests.channels_intake.mutations import names_of

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1_793_580_000, UTC)
SARI = Sender(account_id="telegram:41001", username="sariuji", name="Sari Uji")


def said(kind: str, action: Any = "create_or_attach", name: str = "41001:9", **more: Any) -> Message:
    facts: dict[str, Any] = {"sent_at": SENT, "thread_external_id": "41001", "facts": {"update_id": 88001}}
    return Message("telegram", "bot", name, SARI, wa_type=kind, action=action, **(facts | more))


EXPECTED: dict[str, Event] = {
    "text": said("text", text="Parit meluap", reply_to_external_id="41001:8"),
    "start": said("text", "attach_only", text="/start@aduan_bot", command="start"),
    "photo": said("image", text="Lubang", media=(Media("image", "besar", unique_id="b"),)),
    "document_hostile_name": said(
        "document", media=(Media("document", "dok1", "application/pdf", None, "surat.pdf", "d"),)
    ),
    "voice": said("voice", media=(Media("voice", "suara1", "audio/ogg", unique_id="s"),)),
    "animation": said("video", media=(Media("video", "gif1", "video/mp4", unique_id="g"),)),
    "sticker": said("sticker", "attach_only", media=(Media("sticker", "st1", unique_id="t"),)),
    "location": said("location", location=Location(0.12, 117.47)),
    "venue": said("location", location=Location(0.12, 117.47, "Lapangan Uji", "Jl. Kamboja")),
    "contact": said("contacts", "attach_only", shared_contacts=({"name": "Pak RT", "phones": ["+6281350002222"]},)),
    "poll": said("unsupported", "attach_only", placeholder=True),
    "group": said("text", "quarantine", "-5:9", text="Halo", thread_external_id="-5"),
    "edited": Amendment(
        "telegram",
        "bot",
        "41001:9:edit:1793580060",
        "edit",
        "amend",
        "41001:9",
        datetime.fromtimestamp(1_793_580_060, UTC),
        sender=SARI,
        new_text="Parit meluap sejak pagi",
    ),
    "tap": said(
        "button",
        "attach_only",
        "41001:tap:cb77",
        sent_at=RECEIVED,
        text="Sudah selesai",
        choice_id="selesai:ya",
        reply_to_external_id="41001:8",
        timestamp_is_receipt=True,
        awaits_receipt=True,
        facts={"update_id": 88002},
    ),
    "blocked": Signal(
        "telegram",
        "bot",
        "member:41001:1793580000:kicked",
        "account_event",
        "ignore",
        SENT,
        data={"state": "kicked"},
    ),
}


def read(name: str) -> list[Event]:
    return parse((PAYLOADS / f"{name}.json").read_bytes(), RECEIVED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_update_is_exactly_this_event(name: str) -> None:
    assert read(name) == [EXPECTED[name]]


def test_an_unknown_update_is_an_alert_with_all_that_it_holds() -> None:
    [event] = read("unknown_update")

    assert isinstance(event, Signal)
    assert (event.kind, event.action) == ("unknown_field", "ops_alert")
    assert event.data["value"]["business_connection"] == {"id": "x"}


def test_a_polled_page_is_read_to_its_end() -> None:
    first, second = read("polled")

    assert first == said("text", name="41001:10", text="Satu", facts={"update_id": 88005})
    assert isinstance(second, Problem)
    assert (second.pointer, second.reason) == ("/page/result/1/from/id", "no identifier")


def test_every_payload_has_its_expectation() -> None:
    assert names_of(PAYLOADS) == sorted([*EXPECTED, "unknown_update", "polled"])
