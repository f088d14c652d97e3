"""Each payload against the exact events it must become, and the parser against payloads that nobody foresaw."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bontang_pengaduan.lib.inbound import Amendment, Event, Location, Media, Message, Problem, Sender, Signal
from bontang_pengaduan.lib.signing import is_signed, sign
from channels_intake.channels.whatsapp.parse import parse

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1_793_580_000, UTC)
ACCOUNT = "700000000000011"
SARI = Sender("+6281350001111", "6281350001111", "ID.7700000000000001", None, "Sari Uji")
NO_NUMBER = Sender(None, None, "ID.7700000000000002", "@tanpanomor", "Tanpa Nomor")
NOBODY = {"old_phone": None, "new_phone": None, "new_bsuid": None, "previous_bsuid": None}


def said(name: str, wa_type: str, action: Any = "create_or_attach", **more: Any) -> Message:
    facts: dict[str, Any] = {"sender": SARI, "sent_at": SENT, **more}
    return Message("whatsapp", ACCOUNT, f"wamid.uji.{name}", wa_type=wa_type, action=action, **facts)


def signal(name: str, kind: str, action: Any, at: datetime = SENT, **more: Any) -> Signal:
    return Signal("whatsapp", ACCOUNT, name, kind, action, at, **more)


def amended(name: str, kind: Any, action: Any, target: str, **more: Any) -> Amendment:
    return Amendment("whatsapp", ACCOUNT, f"wamid.uji.{name}", kind, action, f"wamid.uji.{target}", SENT, **more)


def media(kind: str, media_id: str, mime: str, filename: str | None = None) -> dict[str, Any]:
    return {"media": (Media(kind, media_id, mime, "mAh2kQ==", filename),)}


EXPECTED: dict[str, Event] = {
    "text": said("text", "text", text="Lampu taman di Jl. Kamboja mati."),
    "text_reply": said("balasan", "text", text="Sejak Selasa.", reply_to_external_id="wamid.uji.kami"),
    "image": said("image", "image", text="Aspal terkelupas", **media("image", "71001", "image/jpeg")),
    "voice": said("audio", "audio", **media("voice", "71002", "audio/ogg; codecs=opus")),
    "video": said("video", "video", **media("video", "71006", "video/mp4")),
    "document_hostile_name": said(
        "document", "document", **media("document", "71003", "application/pdf", "fdp.surat.pdf")
    ),
    "sticker": said("sticker", "sticker", "attach_only", **media("sticker", "71004", "image/webp")),
    "location": said("location", "location", location=Location(0.1201, 117.4702, "Lapangan Uji", "Jl. Kamboja")),
    "contacts": said(
        "contacts",
        "contacts",
        "attach_only",
        shared_contacts=({"name": "Pak RT Uji", "phones": ["+62 813-5000-2222"]},),
    ),
    "button": said("button", "button", "attach_only", text="Sudah selesai", choice_id="selesai:ya"),
    "interactive_list": said("interactive", "interactive", "attach_only", text="Air bersih", choice_id="bidang:air"),
    "flow": said("isian", "interactive", form={"uraian": "Got tersumbat", "rt": 7}),
    "flow_not_an_object": said("isian.rusak", "interactive", form={"answer": "Got tersumbat"}),
    "interactive_without_body": said("kosong", "interactive", "attach_only", placeholder=True, errors=(131000,)),
    "order": said("order", "order", "attach_only", placeholder=True),
    "unsupported": said("unsupported", "unsupported", "attach_only", placeholder=True, errors=(131051,)),
    "unknown_type": said("hologram", "hologram", "attach_only", placeholder=True),
    "group": said("grup", "text", "quarantine", text="Halo grup"),
    "bad_timestamp": said("jam", "text", text="Jam rusak", sent_at=RECEIVED, timestamp_is_receipt=True),
    "user_id_only": said("bsuid", "text", text="Air keruh", sender=NO_NUMBER),
    "user_id_in_from": said("gerbang", "text", text="Air keruh", sender=Sender(bsuid="ID.7700000000000002")),
    "lone_surrogate": said("emoji", "text", text="Potong ? sini"),
    "reaction": signal(
        "wamid.uji.reaction",
        "reaction",
        "annotate",
        sender=SARI,
        target_external_id="wamid.uji.kami",
        data={"emoji": "🙏", "removed": False},
    ),
    "reaction_removed": signal(
        "wamid.uji.reaksi.dicabut",
        "reaction",
        "annotate",
        sender=SARI,
        target_external_id="wamid.uji.kami",
        data={"emoji": "", "removed": True},
    ),
    "edit": amended("edit", "edit", "amend", "text", sender=SARI, new_text="Lampu taman di Jl. Mawar mati."),
    "revoke": amended("revoke", "revoke", "amend", "text", sender=SARI),
    "echo_edit": amended(
        "hp.ubah",
        "echo_edit",
        "record_outbound",
        "hp",
        new_text="Kami cek besok.",
        to_phone="+6281350001111",
        wa_type="edit",
    ),
    "echo": signal(
        "wamid.uji.hp",
        "echo",
        "record_outbound",
        data={"text": "Baik, kami cek.", "to_phone": "+6281350001111", "to_bsuid": None, "wa_type": "text"},
    ),
    "number_changed": signal(
        "wamid.uji.pindah",
        "user_changed_number",
        "identity_change",
        data=NOBODY | {"old_phone": "+6281350001111", "new_phone": "+6281350003333"},
    ),
    "user_id_changed": signal(
        "wamid.uji.idbaru",
        "user_changed_user_id",
        "identity_change",
        data=NOBODY | {"new_bsuid": "ID.7700000000000009", "previous_bsuid": "ID.7700000000000001"},
    ),
    "status_failed": signal(
        "wamid.uji.kami:failed:1793580005",
        "status",
        "status_update",
        datetime.fromtimestamp(1_793_580_005, UTC),
        target_external_id="wamid.uji.kami",
        data={
            "status": "failed",
            "error_codes": [131047],
            "errors": [{"code": 131047, "title": "Re-engagement message"}],
            "callback_data": "42",
        },
    ),
}
WHOLE_FIELDS = {
    "account_errors": ("error_report", "ops_alert"),
    "history": ("history", "ignore"),
    "account_update": ("account_event", "ops_alert"),
    "unknown_field": ("unknown_field", "ops_alert"),
}


def read(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_exactly_this_event(name: str) -> None:
    assert parse(read(name), RECEIVED) == [EXPECTED[name]]


@pytest.mark.parametrize("name", WHOLE_FIELDS)
def test_a_change_without_messages_is_one_signal(name: str) -> None:
    events = parse(read(name), RECEIVED)

    assert [(event.kind, event.action) for event in events if isinstance(event, Signal)] == [WHOLE_FIELDS[name]]
    assert len(events) == 1


def test_every_payload_has_its_expectation() -> None:
    names = {path.stem for path in PAYLOADS.glob("*.json")}

    assert names == {*EXPECTED, *WHOLE_FIELDS, "batch", "history_threads"}


def test_history_is_an_archive_with_one_event_for_each_thread() -> None:
    first, problem, second = parse(read("history_threads"), RECEIVED)

    assert isinstance(first, Signal)
    assert isinstance(second, Signal)
    assert [(event.kind, event.action, event.account) for event in (first, second)] == [
        ("history", "archive", ACCOUNT)
    ] * 2
    assert first.data == {
        "phone": "+6281350001111",
        "bsuid": None,
        "messages": [
            {
                "id": "wamid.uji.lama1",
                "sent_at": SENT,
                "is_outbound": False,
                "kind": "text",
                "text": "Lampu taman mati.",
            },
            {"id": "wamid.uji.lama2", "sent_at": SENT, "is_outbound": True, "kind": "text", "text": "Baik, kami cek."},
            {
                "id": "wamid.uji.lama3",
                "sent_at": RECEIVED,
                "is_outbound": True,
                "kind": "media_placeholder",
                "text": None,
            },
        ],
    }
    assert (second.data["phone"], second.data["bsuid"]) == (None, "ID.7700000000000002")
    assert isinstance(problem, Problem)
    assert (problem.pointer, problem.reason) == (
        "/entry/0/changes/0/value/history/0/threads/1/id",
        "neither a phone nor a user id",
    )


def test_history_that_comes_again_in_another_batch_is_the_same() -> None:
    body = json.loads(read("history_threads"))
    chunk = body["entry"][0]["changes"][0]["value"]["history"][0]
    chunk["metadata"]["chunk_order"], chunk["threads"] = 2, chunk["threads"][:1]

    [again] = parse(json.dumps(body).encode(), RECEIVED)

    assert again.external_id == parse(read("history_threads"), RECEIVED)[0].external_id


def test_account_errors_keep_all_their_codes() -> None:
    [event] = parse(read("account_errors"), RECEIVED)

    assert isinstance(event, Signal)
    assert event.data["codes"] == [131016, 130429]


def test_a_batch_is_read_to_its_end_with_contacts_by_id_and_repeats_once() -> None:
    first, second, problem, status = parse(read("batch"), RECEIVED)

    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert isinstance(problem, Problem)
    assert isinstance(status, Signal)
    assert (first.sender.name, second.sender.name) == ("Sari Uji", "Warga Dua")
    assert (problem.pointer, problem.reason) == ("/entry/0/changes/0/value/messages/3/text/body", "not a text")
    assert status.external_id == "wamid.uji.kami:delivered:1793580002"


def test_a_broken_part_has_the_same_name_in_another_batch() -> None:
    alone = json.loads(read("batch"))
    value = alone["entry"][0]["changes"][0]["value"]
    value["messages"] = value["messages"][3:]
    of_batch = [event for event in parse(read("batch"), RECEIVED) if isinstance(event, Problem)]
    of_alone = [event for event in parse(json.dumps(alone).encode(), RECEIVED) if isinstance(event, Problem)]

    assert [event.external_id for event in of_alone] == [event.external_id for event in of_batch]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"object": "page", "entry": []}', b"[" * 100_000])
def test_a_body_that_is_no_webhook_is_one_problem(body: bytes) -> None:
    events = parse(body, RECEIVED)

    assert [type(event) for event in events] == [Problem]


def test_the_signature_covers_the_escaped_bytes() -> None:
    body = read("batch")
    rewritten = json.dumps(json.loads(body)).encode()

    assert is_signed(body, sign(body, "rahasia"), ["lain", "rahasia"])
    assert not is_signed(rewritten, sign(body, "rahasia"), ["rahasia"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud83d\x00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, part in inner for place in places(part, (*way, key)))]


def replaced(value: Any, way: tuple[Any, ...], part: Any) -> Any:
    if not way:
        return part
    copy = value.copy()
    copy[way[0]] = replaced(value[way[0]], way[1:], part)
    return copy


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_payload_can_make_it_raise_and_none_vanishes(data: st.DataObject) -> None:
    payload = json.loads(read(data.draw(st.sampled_from([*EXPECTED, *WHOLE_FIELDS, "batch"]))))
    mutated = replaced(payload, data.draw(st.sampled_from(places(payload))), data.draw(JUNK))

    events = parse(json.dumps(mutated).encode(), RECEIVED)

    assert events
    assert all(len(event.external_id) <= 400 and "\x00" not in event.external_id for event in events)


@given(st.binary(max_size=200))
def test_any_bytes_give_at_least_one_event(body: bytes) -> None:
    assert parse(body, RECEIVED)
