"""The number in the office's phone and on the platform at once, over the wire: signed webhooks of the provider."""

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from bontang_pengaduan.lib.signing import sign
from channels_intake.process import drain_all
from channels_intake.simulators.whatsapp import WhatsAppSimulator
from complaints.models import ArchivedMessage, Complaint, Message
from sla.models import SlaClock
from tests.cast import petugas_pupr, unit
from tests.factories import ROAD
from tests.reference import load_reference_data
from tests.simulator_fixture import Webhook

pytestmark = pytest.mark.django_db
CITIZEN = "6280000000101"
PAYLOADS = Path(__file__).parent / "whatsapp" / "payloads"


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def deliver(client: Client, bodies: list[bytes], secret: str) -> None:
    """What the provider sent, into the platform; processed a minute later."""
    for body in bodies:
        headers = {"X-Hub-Signature-256": sign(body, secret)}
        answer = client.post("/webhooks/whatsapp/", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200
    drain_all(now=timezone.now() + timedelta(minutes=1))


def test_an_answer_given_in_the_phone_app_stops_the_answer_clock_after_review(
    client: Client, settings: Settings, simulator: WhatsAppSimulator, phone: httpx.Client, webhook: Webhook
) -> None:
    secret = settings.WHATSAPP_APP_SECRETS[0]
    phone.post(f"/phones/{CITIZEN}/messages", json={"type": "text", "text": ROAD})
    assert simulator.wait_until_quiet()
    deliver(client, webhook.bodies, secret)
    phone.post(f"/phones/{CITIZEN}/echo", json={"text": "Kami tambal besok pagi, Pak."})
    assert simulator.wait_until_quiet()
    deliver(client, webhook.bodies, secret)
    complaint, word = Complaint.objects.get(), Message.objects.get(is_outbound=True)
    Complaint.objects.update(opd=unit("PUPRK"), status="forwarded", created_at=word.sent_at - timedelta(minutes=1))
    SlaClock.objects.update(started_at=word.sent_at - timedelta(minutes=1))
    assert SlaClock.objects.get(kind="first_answer").is_open is True
    client.force_login(petugas_pupr())

    client.post(f"/aduan/{complaint.number}/pesan/{word.pk}/tetapkan/", {"kind": "answer"})

    clock = SlaClock.objects.get(kind="first_answer")
    assert (clock.is_open, clock.stopped_at) == (False, word.sent_at)
    assert (word.text, Message.objects.count()) == ("Kami tambal besok pagi, Pak.", 2)


def test_history_by_webhook_is_kept_and_opens_no_complaints(client: Client, settings: Settings) -> None:
    body = (PAYLOADS / "history_threads.json").read_bytes()
    chunk = json.loads(body)
    chunk["entry"][0]["changes"][0]["value"]["history"][0]["metadata"]["chunk_order"] = 2

    deliver(client, [body, body, json.dumps(chunk).encode()], settings.WHATSAPP_APP_SECRETS[0])

    kept = set(ArchivedMessage.objects.values_list("external_id", flat=True))
    assert kept == {f"wamid.uji.lama{number}" for number in (1, 2, 3, 5)}
    assert (Complaint.objects.count(), Message.objects.count()) == (0, 0)


def test_one_person_by_the_providers_digits_and_by_any_form_of_his_number(client: Client, settings: Settings) -> None:
    template = json.loads((PAYLOADS / "text.json").read_text())
    forms = ("6281350009999", "+62 813-5000-9999", "081350009999")
    bodies = []
    for number, form in enumerate(forms):
        value = template["entry"][0]["changes"][0]["value"]
        value["contacts"] = []
        value["messages"][0] |= {"from": form, "id": f"wamid.uji.bentuk{number}"}
        value["messages"][0].pop("from_user_id", None)
        bodies.append(json.dumps(template).encode())

    deliver(client, bodies, settings.WHATSAPP_APP_SECRETS[0])

    people = Message.objects.values_list("conversation__reporter", flat=True)
    assert (len(people), len(set(people))) == (3, 1)
