"""What operators see of a delivery: enough to find the fault, nothing that tells who the citizen is."""

import json

import pytest

from channels_intake.raw_view import mask_text, mask_tree, show_body, show_part

SECRETS = ["6281200000009", "Budi Contoh", "@budi", "HBgNNjI4MTIwMDAwMDAwOQ", "abcdef0123", "EAAGabc", "rumah-budi"]
MESSAGE = {
    "from": "6281200000009",
    "from_user_id": "ID.abcdef0123456789",
    "id": "wamid.HBgNNjI4MTIwMDAwMDAwORUCABIYFA==",
    "timestamp": "1795395600",
    "text": {"body": "Hubungi 0812-3456-7890 atau budi@contoh.id <script>"},
    "location": {"latitude": 0.133512, "longitude": 117.499123, "name": "rumah-budi"},
}
PAYLOAD = {
    "contacts": [{"profile": {"name": "Budi Contoh", "username": "@budi"}, "wa_id": "6281200000009"}],
    "messages": [MESSAGE],
    "metadata": {"phone_number_id": "900000000000101"},
    "url": "https://lookaside.fbsbx.com/media/?ext=1795395600&hash=ARabcdef0123",
    "access_token": "EAAGabc",
}


def test_nothing_tells_who_the_citizen_is() -> None:
    shown = show_body(json.dumps(PAYLOAD).encode())

    assert [secret for secret in SECRETS if secret in shown] == []


def test_what_an_operator_needs_stays() -> None:
    shown = json.loads(show_body(json.dumps(PAYLOAD).encode()))

    assert shown["metadata"] == PAYLOAD["metadata"]
    assert shown["messages"][0] == {
        "from": "••••",
        "from_user_id": "ID.••••",
        "id": "wamid.••••",
        "timestamp": "1795395600",
        "text": {"body": "Hubungi •••• atau •••• <script>"},
        "location": {"latitude": 0.13, "longitude": 117.5, "name": "••••"},
    }
    assert shown["url"] == "https://lookaside.fbsbx.com/media/?••••"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("telepon +62 812-3456-7890 ya", "telepon •••• ya"),
        ("NIK 6474012345670001", "NIK ••••"),
        ("nomor luar +15551234567", "nomor luar ••••"),
        ("Bearer EAAJZCabc123DEF456", "••••"),
        ("kunci a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3", "kunci ••••"),
        ("sha256=" + "ab" * 32, "sha256=••••"),
        ("RT 12 nomor 1234567", "RT 12 nomor 1234567"),
    ],
)
def test_free_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_numbers_without_quotes_are_masked_too() -> None:
    assert mask_tree({"from": 6281200000009, "timestamp": 1795395600, "ok": True, "code": 131047}) == {
        "from": "••••",
        "timestamp": 1795395600,
        "ok": True,
        "code": 131047,
    }


def test_a_body_that_is_no_json_is_shown_as_text() -> None:
    assert show_body(b"\xff{ telepon 081234567890\x00\xe2\x80\xae") == "�{ telepon ••••"


def test_a_lone_surrogate_can_be_shown() -> None:
    assert show_body(b'{"body": "a\\ud83d"}').encode() == b'{\n  "body": "a?"\n}'


def test_depth_and_length_have_an_end() -> None:
    assert show_body(b"[" * 100_000 + b"]" * 100_000).startswith("[[[")
    assert show_body(b'"' + b"a b " * 10_000 + b'"').endswith("\n…")


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [
        ("/messages/0/text", {"body": "Hubungi •••• atau •••• <script>"}),
        ("/messages/0/timestamp", "1795395600"),
        ("/messages/0/from/nothing", "••••"),
    ],
)
def test_the_faulty_part_by_its_pointer(pointer: str, shown: object) -> None:
    assert json.loads(show_part(json.dumps(PAYLOAD).encode(), pointer)) == shown


def test_a_pointer_with_escapes_and_a_body_without_parts() -> None:
    assert show_part(b'{"a/b": {"c~d": 1}}', "/a~1b/c~0d") == "1"
    assert (show_part(b"{}", ""), show_part(b"\xff", "/a")) == ("", "")
