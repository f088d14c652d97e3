"""The webhook side: bytes, signatures, batches, repeats and a rough network."""

import json
import socket

import httpx
import pytest

from bontang_pengaduan.lib.signing import sign
from channels_intake.simulators.whatsapp import WhatsAppSimulator, burst
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.simulator_fixture import StartSimulator, Webhook


def write(phone: httpx.Client, **message: object) -> httpx.Response:
    return phone.post(f"/phones/{CITIZEN}/messages", json=message)


def test_handshake_succeeds_with_our_token(phone: httpx.Client, webhook: Webhook) -> None:
    assert phone.get("/health").json() == {"handshake": "accepted", "waiting": 0, "webhook_url": webhook.url}


def test_handshake_with_another_token_is_refused(start_simulator: StartSimulator, webhook: Webhook) -> None:
    webhook.verify_token = "token-lain"

    simulator = start_simulator(webhook.url)

    assert simulator.wait_until_quiet()
    assert simulator.world.handshake == "refused"


def test_handshake_waits_for_a_product_that_starts_later(start_simulator: StartSimulator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as later:
        address = f"http://127.0.0.1:{later.getsockname()[1]}/webhooks/whatsapp/"
    simulator = start_simulator(address)

    assert not simulator.wait_until_quiet(0.2)
    assert simulator.world.handshake == "pending"


def test_body_is_escaped_as_meta_escapes_it_and_signed_over_its_bytes(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    write(phone, type="text", text="Jl. A/B, ditutup: é 🙏")
    assert simulator.wait_until_quiet()

    (body,) = webhook.bodies
    assert body.split(b'"body":')[1].startswith(rb'"Jl. A\/B, ditutup: \u00e9 \ud83d\ude4f"')
    assert webhook.signatures == [sign(body, "rahasia-uji-satu")]


def test_text_has_the_shape_of_the_provider(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    wamid = write(phone, type="text", text="Lampu padam").json()["id"]
    assert simulator.wait_until_quiet()

    citizen = simulator.world.citizens[CITIZEN]
    (entry,) = citizen.entries
    assert json.loads(webhook.bodies[0]) == {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "900000000000001",
                "changes": [
                    {
                        "field": "messages",
                        "value": {
                            "messaging_product": "whatsapp",
                            "metadata": {
                                "display_phone_number": "6280000000001",
                                "phone_number_id": "900000000000101",
                            },
                            "contacts": [
                                {"profile": {"name": citizen.name}, "wa_id": CITIZEN, "user_id": citizen.bsuid}
                            ],
                            "messages": [
                                {
                                    "from": CITIZEN,
                                    "from_user_id": citizen.bsuid,
                                    "id": wamid,
                                    "timestamp": str(int(entry.at.timestamp())),
                                    "type": "text",
                                    "text": {"body": "Lampu padam"},
                                }
                            ],
                        },
                    }
                ],
            }
        ],
    }


def test_refused_delivery_comes_again_until_it_is_taken(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    webhook.refusals = 2

    wamid = write(phone, type="text", text="Lampu padam").json()["id"]

    assert simulator.wait_until_quiet()
    assert webhook.refused == 2
    assert [message["id"] for message in webhook.messages] == [wamid]
    assert phone.get(f"/phones/{CITIZEN}").json()["messages"][0]["state"] == "delivered"


def test_batches_hold_several_updates_in_one_post(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    phone.post("/settings", json={"batch_size": 4})

    sent = [write(phone, type="text", text=str(number)).json()["id"] for number in range(6)]

    assert simulator.wait_until_quiet()
    assert sorted(len(value["messages"]) for value in webhook.values) == [2, 4]
    assert sorted(message["id"] for message in webhook.messages) == sorted(sent)
    assert [len(value["contacts"]) for value in webhook.values] == [1, 1]


def test_rough_network_repeats_and_shuffles_but_loses_nothing(
    phone: httpx.Client, simulator: WhatsAppSimulator, webhook: Webhook
) -> None:
    phone.post("/settings", json={"rough_network": True})

    sent = [write(phone, type="text", text=str(number)).json()["id"] for number in range(30)]

    assert simulator.wait_until_quiet()
    arrived = [message["id"] for message in webhook.messages]
    first_seen = list(dict.fromkeys(arrived))
    assert sorted(first_seen) == sorted(sent)
    assert len(arrived) > 30
    assert first_seen != sent
    assert len({body for body in webhook.bodies if body.count(b"wamid.") > 1}) > 0


def test_burst_is_taken_once_by_a_willing_product(webhook: Webhook) -> None:
    sent = burst(40, 4, webhook.url, "rahasia-uji-satu")

    assert sorted(message["id"] for message in webhook.messages) == sorted(entry.id for entry in sent)
    assert [entry.phone for entry in sent[:5]] == [f"628000000010{last}" for last in (1, 2, 3, 4, 1)]
    assert [entry.attempts for entry in sent] == [1] * 40
    assert webhook.signatures == [sign(body, "rahasia-uji-satu") for body in webhook.bodies]


def test_burst_insists_and_repeats_in_batches(webhook: Webhook) -> None:
    webhook.refusals = 3

    sent = burst(10, 2, webhook.url, "rahasia-uji-satu", batch_size=5, copies=3, write="Lapor {}".format)

    assert [entry.text for entry in sent] == [f"Lapor {number}" for number in range(1, 11)]
    assert sorted(message["id"] for message in webhook.messages) == sorted([entry.id for entry in sent] * 3)
    assert sent[0].attempts + sent[5].attempts == 6 + 3


def test_burst_gives_up_when_nobody_answers() -> None:
    with pytest.raises(TimeoutError):
        burst(1, 1, "http://127.0.0.1:9/", "rahasia", timeout_seconds=0.1)
