"""The phones outlive the process: citizens see their conversation, and nothing on its way is lost."""

import base64
from pathlib import Path

import httpx

from channels_intake.simulators.whatsapp import WhatsAppSimulator
from tests.channels_intake.simulators.conftest import CITIZEN
from tests.simulator_fixture import StartSimulator, Webhook

PHOTO = b"\xff\xd8\xff\xe0 not really a picture"


def write(simulator: WhatsAppSimulator, **message: object) -> None:
    url = f"{simulator.url}/control/phones/{CITIZEN}/messages"
    assert httpx.post(url, json=message, trust_env=False).status_code == 201


def test_conversation_window_and_files_are_there_after_a_restart(
    start_simulator: StartSimulator, webhook: Webhook, tmp_path: Path
) -> None:
    former = start_simulator(webhook.url, folder=tmp_path)
    write(former, type="text", text="Lampu padam")
    write(former, type="media", data=base64.b64encode(PHOTO).decode(), mime_type="image/jpeg")
    former.world.add_citizen("Yusuf", username="@yusuf", shows_number=False)
    assert former.wait_until_quiet()
    former.save()

    later = start_simulator(webhook.url, folder=tmp_path)

    assert later.world.citizens == former.world.citizens
    assert later.world.media == former.world.media
    assert len(webhook.messages) == 2
    body = {"messaging_product": "whatsapp", "to": CITIZEN, "type": "text", "text": {"body": "Kami terima."}}
    headers = {"Authorization": "Bearer akses-uji"}
    sent = httpx.post(f"{later.api_base}/900000000000101/messages", json=body, headers=headers, trust_env=False)
    assert sent.status_code == 200


def test_message_that_the_product_had_not_taken_goes_out_after_a_restart(
    start_simulator: StartSimulator, webhook: Webhook, tmp_path: Path
) -> None:
    unreachable = start_simulator("http://127.0.0.1:9/", folder=tmp_path)
    write(unreachable, type="text", text="Lampu padam")
    unreachable.save()

    later = start_simulator(webhook.url, folder=tmp_path)

    assert later.wait_until_quiet()
    assert [message["text"]["body"] for message in webhook.messages] == ["Lampu padam"]
    assert later.world.citizens[CITIZEN].entries[0].state == "delivered"


def test_answer_on_its_way_to_the_phone_arrives_after_a_restart(
    start_simulator: StartSimulator, webhook: Webhook, tmp_path: Path
) -> None:
    former = start_simulator(webhook.url, folder=tmp_path)
    answer = {"type": "text", "text": {"body": "Kami terima."}}
    former.world.write_down(former.world.citizens[CITIZEN], answer, is_from_city=True, callback_data="17")
    former.save()

    later = start_simulator(webhook.url, folder=tmp_path)

    assert later.wait_until_quiet()
    seen = [(status["status"], status["biz_opaque_callback_data"]) for status in webhook.statuses]
    assert seen == [("sent", "17"), ("delivered", "17")]
