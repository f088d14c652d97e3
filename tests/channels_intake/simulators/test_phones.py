"""The citizens' side: what they can send, and what the control side refuses."""

import base64
import hashlib
from typing import Any

import httpx
import pytest

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.simulator_fixture import Webhook

PHOTO = b"\xff\xd8\xff\xe0 not really a picture"
PHOTO_BASE64 = base64.b64encode(PHOTO).decode()
CITY = "6280000000001"


def write(phone: httpx.Client, **message: object) -> httpx.Response:
    return phone.post(f"/phones/{CITIZEN}/messages", json=message)


def sent_content(simulator: WhatsAppSimulator, webhook: Webhook) -> dict[str, Any]:
    assert simulator.wait_until_quiet()
    (message,) = webhook.messages
    envelope = {"from", "from_user_id", "id", "timestamp"}
    return {name: value for name, value in message.items() if name not in envelope}


def photo(phone: httpx.Client) -> httpx.Response:
    return write(phone, type="media", data=PHOTO_BASE64, mime_type="image/jpeg", filename="a.jpg", caption="Lubang")


def test_new_phone_gets_the_next_fictitious_number(phone: httpx.Client) -> None:
    before = phone.get("/phones").json()["phones"]

    made = phone.post("/phones", json={"name": "Yusuf"}).json()

    assert [entry["number"] for entry in before] == ["6280000000101", "6280000000102", "6280000000103"]
    assert (made["number"], made["name"], made["shows_number"]) == ("6280000000104", "Yusuf", True)


def test_username_user_is_in_the_payload_without_a_number(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    made = phone.post("/phones", json={"name": "Yusuf", "username": "@yusuf", "shows_number": False}).json()

    phone.post(f"/phones/{made['number']}/messages", json={"type": "text", "text": "Air mati"})

    assert simulator.wait_until_quiet()
    (value,) = webhook.values
    assert value["contacts"] == [{"profile": {"name": "Yusuf", "username": "@yusuf"}, "user_id": made["bsuid"]}]
    assert (value["messages"][0].get("from"), value["messages"][0]["from_user_id"]) == (None, made["bsuid"])


def test_photo_is_announced_with_its_digest(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    photo(phone)

    content = sent_content(simulator, webhook)
    digest = base64.b64encode(hashlib.sha256(PHOTO).digest()).decode()
    media_id = content["image"].pop("id")
    assert content == {"type": "image", "image": {"mime_type": "image/jpeg", "sha256": digest, "caption": "Lubang"}}
    assert phone.get(f"/media/{media_id}").content == PHOTO


@pytest.mark.parametrize(
    ("mime_type", "kind"),
    [("video/mp4", "video"), ("audio/ogg; codecs=opus", "audio"), ("application/pdf", "document")],
)
def test_kind_of_a_file_follows_from_its_type(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook, mime_type: str, kind: str
) -> None:
    write(phone, type="media", data=PHOTO_BASE64, mime_type=mime_type, filename="lampiran")

    content = sent_content(simulator, webhook)
    assert (content["type"], content[kind]["mime_type"]) == (kind, mime_type)


def test_position_and_picked_place(phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook) -> None:
    write(phone, type="location", latitude=0.1345, longitude=117.5071, name="Bontang Kuala")

    place = {"latitude": 0.1345, "longitude": 117.5071, "name": "Bontang Kuala"}
    assert sent_content(simulator, webhook) == {"type": "location", "location": place}


def test_reply_quotes_the_citys_message(phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook) -> None:
    question = {"type": "text", "text": {"body": "Di mana?"}}
    asked = simulator.world.write_down(simulator.world.citizens[CITIZEN], question, is_from_city=True)

    write(phone, type="text", text="Di depan pasar", reply_to=asked.id)

    assert sent_content(simulator, webhook)["context"] == {"from": CITY, "id": asked.id}


def test_tap_on_a_button_quotes_its_message(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    question = {"type": "interactive", "interactive": {}}
    asked = simulator.world.write_down(simulator.world.citizens[CITIZEN], question, is_from_city=True)

    write(phone, type="button", id="selesai:ya", title="Sudah", reply_to=asked.id)

    assert sent_content(simulator, webhook) == {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": "selesai:ya", "title": "Sudah"}},
        "context": {"from": CITY, "id": asked.id},
    }


def test_reaction_is_sent_and_taken_back(phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook) -> None:
    answer = {"type": "text", "text": {"body": "Sudah diperbaiki."}}
    asked = simulator.world.write_down(simulator.world.citizens[CITIZEN], answer, is_from_city=True)

    write(phone, type="reaction", message_id=asked.id, emoji="👍")
    assert simulator.wait_until_quiet()
    write(phone, type="reaction", message_id=asked.id, emoji="")
    assert simulator.wait_until_quiet()

    reactions = [message["reaction"] for message in webhook.messages]
    assert reactions == [{"message_id": asked.id, "emoji": "👍"}, {"message_id": asked.id}]


def test_changed_number_is_a_system_message_without_contacts(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    former = simulator.world.citizens[CITIZEN].bsuid

    changed = phone.post(f"/phones/{CITIZEN}", json={"number": "6280000000816"}).json()

    assert simulator.wait_until_quiet()
    (value,) = webhook.values
    assert "contacts" not in value
    assert value["messages"][0]["from"] == CITIZEN
    assert value["messages"][0]["system"]["wa_id"] == "6280000000816"
    assert changed["bsuid"] != former


def test_type_of_the_future_goes_out_as_it_is(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    content = {"type": "event_invite", "event_invite": {"title": "Kerja bakti"}}

    write(phone, type="raw", content=content)

    assert sent_content(simulator, webhook) == content


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text"},
        {"type": "telepathy"},
        {"type": "location", "latitude": "utara", "longitude": 117},
        {"type": "media", "data": "bukan base64", "mime_type": "image/jpeg"},
        {"type": "raw", "content": {}},
        {"type": "text", "text": "Halo", "reply_to": "wamid.tidakada"},
        {"type": "reaction", "message_id": "wamid.tidakada", "emoji": "👍"},
    ],
)
def test_message_of_wrong_form_is_refused_and_sends_nothing(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook, message: dict[str, Any]
) -> None:
    answer = write(phone, **message)

    assert answer.status_code == 400
    assert simulator.wait_until_quiet()
    assert webhook.bodies == []


@pytest.mark.parametrize(
    "change", [{"batch_size": 0}, {"batch_size": "3"}, {"rough_network": 1}, {"window_error": "x"}, {"unknown": True}]
)
def test_switch_of_wrong_form_changes_nothing(phone: httpx.Client, change: dict[str, Any]) -> None:
    before = phone.get("/settings").json()

    answer = phone.post("/settings", json={"throttled": True} | change)

    assert answer.status_code == 400
    assert phone.get("/settings").json() == before


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/phones/62811"), ("POST", "/phones/62811/messages"), ("POST", "/phones")]
)
def test_unknown_phone_and_nameless_phone_are_refused(phone: httpx.Client, method: str, path: str) -> None:
    assert phone.request(method, path, json={}).status_code == 400


def test_clock_does_not_go_back(phone: httpx.Client) -> None:
    assert phone.post("/clock", json={"advance_seconds": -1}).status_code == 400


def test_unknown_path_is_404(phone: httpx.Client) -> None:
    assert phone.get("/nothing").status_code == 404
