"""check_payloads on folders made here: what is as expected, what differs, and that nothing stays."""

import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bontang_pengaduan.lib.signing import sign
from channels_intake.models import InboundEvent, InboundRequest
from complaints.models import Message

SECRET = "rahasia-map-uji"
ACCOUNT = "700000000000011"
CARD = {"name": {"formatted_name": "Pak RT Uji"}, "phones": [{"phone": "+62 813-5000-2222"}]}

pytestmark = pytest.mark.django_db


def make_fixture(folder: Path, *, name: str = "Pak RT Uji", channel: str = "whatsapp", **changes: Any) -> Path:
    """A folder with one shared contact card, and an index that expects the card's name to be `name`."""
    message = {
        "from": "6281350001111",
        "id": "wamid.uji.kartu",
        "timestamp": "1793580000",
        "type": "contacts",
        "contacts": [CARD],
    }
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": [message]}
    changes_of_entry = [{"field": "messages", "value": value}]
    payload = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes_of_entry}]}
    body = json.dumps(payload).encode()
    (folder / "card.json").write_bytes(body)
    expected = {
        "external_id": "wamid.uji.kartu",
        "channel_account": ACCOUNT,
        "sender": {
            "phone": "+6281350001111",
            "wa_id": "6281350001111",
            "bsuid": None,
            "username": None,
            "name": None,
        },
        "timestamp": 1793580000,
        "wa_type": "contacts",
        "action": "attach_only",
        "text": None,
        "media": [],
        "location": None,
        "shared_contacts": [{"name": name, "phones": ["+62 813-5000-2222"]}],
    }
    fixture = {
        "file": "card.json",
        "channel": channel,
        "sha256": hashlib.sha256(body).hexdigest(),
        "signature": {"header": "X-Hub-Signature-256", "value": sign(body, SECRET)},
        "expect": {
            "messages": [expected],
            "events": [],
            "statuses": [],
            "message_count": 1,
            "unique_external_ids": ["wamid.uji.kartu"],
            "duplicates_in_payload": 0,
            "outcome": "attach_only",
            "may_open_complaint": False,
        },
    }
    index = {"test_app_secret": SECRET, "fixtures": [fixture | changes]}
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def run(folder: Path, *options: str) -> str:
    output = StringIO()
    call_command("check_payloads", str(folder), *options, stdout=output)
    return output.getvalue()


def failure(folder: Path, *options: str) -> int:
    with pytest.raises(CommandError) as caught:
        run(folder, *options)
    return caught.value.returncode


def test_what_is_as_expected_passes_and_leaves_nothing(tmp_path: Path) -> None:
    output = run(make_fixture(tmp_path))

    assert output.splitlines() == [
        "ok    card.json",
        "1 files: 1 as expected, 0 different, 0 of channels not built",
    ]
    assert [model.objects.count() for model in (InboundRequest, InboundEvent, Message)] == [0, 0, 0]


def test_a_difference_is_exit_code_1(tmp_path: Path) -> None:
    assert failure(make_fixture(tmp_path, name="Orang lain")) == 1


def test_a_wrong_signature_is_a_difference(tmp_path: Path) -> None:
    signature = {"header": "X-Hub-Signature-256", "value": sign(b"other bytes", SECRET)}

    assert failure(make_fixture(tmp_path, signature=signature)) == 1


def test_a_changed_file_is_a_difference(tmp_path: Path) -> None:
    folder = make_fixture(tmp_path)
    (folder / "card.json").write_bytes(b"{}")

    assert failure(folder) == 1


def test_a_channel_that_is_not_built_is_neither_passed_nor_different(tmp_path: Path) -> None:
    output = run(make_fixture(tmp_path, channel="merpati"))

    assert output.splitlines() == [
        "----  card.json: channel not built",
        "1 files: 0 as expected, 0 different, 1 of channels not built",
    ]


@pytest.mark.parametrize("index", [None, "no json", "[]", '{"fixtures": 1}'])
def test_a_folder_without_a_usable_index_is_exit_code_2(tmp_path: Path, index: str | None) -> None:
    if index is not None:
        (tmp_path / "index.json").write_text(index)

    assert failure(tmp_path) == 2


def test_a_missing_file_is_exit_code_2(tmp_path: Path) -> None:
    assert failure(make_fixture(tmp_path, file="missing.json")) == 2


def test_one_upon_the_other_what_came_before_counts_once_and_still_nothing_stays(tmp_path: Path) -> None:
    folder = make_fixture(tmp_path)
    index = json.loads((folder / "index.json").read_text())
    index["fixtures"] *= 3
    (folder / "index.json").write_text(json.dumps(index))

    output = run(folder, "--shuffle", "7", "--repeat", "3")

    assert output.splitlines()[-1] == "3 files: 3 as expected, 0 different, 0 of channels not built"
    assert [model.objects.count() for model in (InboundRequest, InboundEvent, Message)] == [0, 0, 0]


def test_the_shuffled_order_is_that_of_the_seed(tmp_path: Path) -> None:
    folder = make_fixture(tmp_path, channel="merpati")
    index = json.loads((folder / "index.json").read_text())
    index["fixtures"] = [index["fixtures"][0] | {"file": f"{number}.json"} for number in range(9)]
    (folder / "index.json").write_text(json.dumps(index))

    first, again, other = (run(folder, "--shuffle", seed) for seed in ("1", "1", "2"))

    assert first == again != other
    assert sorted(first.splitlines()) == sorted(run(folder).splitlines())


@pytest.mark.parametrize("options", [("--repeat", "0"), ("--processes", "0")])
def test_no_delivery_at_all_is_exit_code_2(tmp_path: Path, options: tuple[str, str]) -> None:
    assert failure(make_fixture(tmp_path), *options) == 2
