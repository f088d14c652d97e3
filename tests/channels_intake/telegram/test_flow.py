"""A citizen on Telegram, from his phone to the answer, over HTTP at both ends."""

import base64
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bontang_pengaduan.lib.clock import now
from channels_intake.media import fetch_media
from channels_intake.models import InboundRequest
from channels_intake.process import drain_all
from channels_intake.receipts import send_receipts
from channels_intake.replies import send_due
from channels_intake.simulators.telegram import TelegramSimulator
from complaints.models import Attachment, Complaint, Message, Reply
from complaints.services import replies
from tests import cast
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)

SARI = 41001
SECRET = "rahasia-telegram-uji"


@pytest.fixture(autouse=True)
def installation(db: None, settings: Settings, live_server: LiveServer, telegram: TelegramSimulator) -> None:
    settings.TELEGRAM_WEBHOOK_SECRETS = [SECRET]
    settings.PUBLIC_BASE_URL = live_server.url
    settings.ACK_QUIET_SECONDS = 0
    load_reference_data()
    call_command("set_telegram_webhook", verbosity=0)


def act(telegram: TelegramSimulator, **values: Any) -> bool:
    answer = httpx.post(f"{telegram.url}/control/chats/{SARI}", json=values, trust_env=False).json()
    drain_all(now=now())
    return bool(answer["is_delivered"])


def said_to_sari(telegram: TelegramSimulator) -> list[dict[str, Any]]:
    send_due(now=now() + timedelta(minutes=1))
    return [message for message in telegram.bot.chat(SARI).said if message.get("is_from_bot")]


def test_a_message_becomes_a_complaint_and_is_acknowledged_in_the_chat(telegram: TelegramSimulator) -> None:
    is_delivered = act(telegram, type="text", text=ROAD)

    acknowledged = said_to_sari(telegram)[0]
    complaint = Complaint.objects.get()
    assert is_delivered
    assert (complaint.channel, complaint.opd) == ("telegram", cast.unit("PUPRK"))
    assert complaint.number in acknowledged["text"]
    assert Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT).external_id == f"{SARI}:{acknowledged['message_id']}"


def test_an_officers_answer_arrives_also_two_days_later(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text=ROAD)
    complaint, officer = Complaint.objects.get(), cast.petugas_pupr()
    later = now() + timedelta(days=2)

    replies.answer(
        complaint=complaint, text="Sudah ditambal.", kind="answer", user=officer, version=complaint.version, now=later
    )
    send_due(now=later + timedelta(minutes=1))

    assert telegram.bot.chat(SARI).said[-1]["text"] == "Sudah ditambal."


def test_a_photo_is_fetched_in_its_largest_size(telegram: TelegramSimulator, settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    act(telegram, type="photo", data=base64.b64encode(b"isi foto besar").decode(), caption=ROAD)

    fetch_media(now=now())

    stored = Attachment.objects.get()
    assert stored.status == Attachment.Status.STORED
    assert stored.size == len(b"isi foto besar")


def test_the_same_update_twice_is_one_message(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text=ROAD)
    body = bytes(InboundRequest.objects.get().body)

    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    answer = httpx.post(telegram.bot.webhook_url, content=body, headers=headers, trust_env=False)
    drain_all(now=now())

    assert answer.status_code == 200
    assert Message.objects.count() == 1


def test_a_wrong_secret_is_refused_and_stores_nothing(telegram: TelegramSimulator) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "lain"}

    answer = httpx.post(telegram.bot.webhook_url, json={"update_id": 1}, headers=headers, trust_env=False)

    assert answer.status_code == 403
    assert InboundRequest.objects.count() == 0


def test_a_tapped_button_is_told_that_it_arrived(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text=ROAD)
    act(telegram, type="text", text="cabut aduan")
    [asked] = [said for said in said_to_sari(telegram) if said.get("reply_markup", {}).get("inline_keyboard")]
    choice = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    act(telegram, type="tap", choice=choice)
    send_receipts(now=now())

    assert list(telegram.bot.taps.values()) == [True]
    assert Message.objects.get(kind="button").details["choice"] == choice


def test_the_asked_location_joins_the_complaint(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text="jalan berlubang parah, aspal mengelupas")
    [asked] = [said for said in said_to_sari(telegram) if said.get("reply_markup", {}).get("keyboard")]

    act(telegram, type="location", latitude=0.1324, longitude=117.4854)

    complaint = Complaint.objects.get()
    assert asked["reply_markup"]["keyboard"][0][0]["request_location"]
    assert (complaint.latitude, complaint.longitude) == (0.1324, 117.4854)


def test_an_edit_changes_the_message(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text=ROAD)
    number = telegram.bot.chat(SARI).said[0]["message_id"]

    act(telegram, type="edit", message_id=number, text=f"{ROAD}, sudah ada yang jatuh")

    assert Message.objects.get(is_outbound=False).text == f"{ROAD}, sudah ada yang jatuh"


def test_who_blocks_the_bot_is_shown_as_unreachable(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text=ROAD)
    act(telegram, type="block")

    send_due(now=now() + timedelta(minutes=1))

    reply = Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT)
    assert (reply.status, reply.last_error) == (Reply.Status.FAILED, "Pelapor memblokir bot Telegram kota.")


def test_start_is_greeted_and_opens_nothing(telegram: TelegramSimulator) -> None:
    act(telegram, type="text", text="/start")

    assert Complaint.objects.count() == 0
    assert Message.objects.get().details["command"] == "start"
