"""Who a message is from, and what is left of a file that the provider does not deliver."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bontang_pengaduan.lib.inbound import Event, Message, Signal
from channels_intake.channels.whatsapp.parse import parse

CITY = "628001111000"


def read(**changes: Any) -> Event:
    message = {
        "from": "6281350001111",
        "id": "wamid.uji.satu",
        "timestamp": "1793580000",
        "type": "text",
        "text": {"body": "Aduan saya sudah kami teruskan."},
    }
    metadata = {"display_phone_number": CITY, "phone_number_id": "700000000000011"}
    value = {"metadata": metadata, "messages": [message | changes]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    [event] = parse(body, datetime(2026, 11, 3, 1, 0, tzinfo=UTC))
    return event


@pytest.mark.parametrize(
    ("digits", "phone"),
    [
        ("6281350001111", "+6281350001111"),
        ("+6281350001111", "+6281350001111"),
        ("819012345678", "+819012345678"),  # Japan, not 0819...
        ("8613812345678", "+8613812345678"),  # China
    ],
)
def test_digits_of_the_provider_begin_with_the_country(digits: str, phone: str) -> None:
    event = read(**{"from": digits})

    assert isinstance(event, Message)
    assert event.sender.phone == phone


def test_our_own_words_never_become_a_citizens_message() -> None:
    event = read(**{"from": CITY, "to": "6281350001111"})

    assert isinstance(event, Signal)
    assert (event.kind, event.action, event.data["to_phone"]) == ("echo", "record_outbound", "+6281350001111")


def test_a_citizens_text_that_equals_ours_stays_his() -> None:
    event = read()

    assert isinstance(event, Message)
    assert event.action == "create_or_attach"


def test_a_file_over_100_mb_leaves_a_placeholder_with_its_error() -> None:
    event = read(type="video", video={}, errors=[{"code": 131052, "title": "Media download error"}])

    assert isinstance(event, Message)
    assert (event.action, event.placeholder, event.media, event.errors) == ("attach_only", True, (), (131052,))
