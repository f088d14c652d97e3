"""Read receipts on their way to the simulated provider."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from channels_intake.receipts import MAX_ATTEMPTS, send_receipts
from complaints.models import Message, ReadReceipt
from tests.factories import make_event, receive
from tests.reference import load_reference_data

CITIZEN = "6280000000101"
NOW = timezone.now()

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(db: None, phone: httpx.Client) -> Message:
    """A citizen's message, here and in his phone."""
    load_reference_data()
    wamid = phone.post(f"/phones/{CITIZEN}/messages", json={"type": "text", "text": "Halo"}).json()["id"]
    return receive(make_event(phone=f"+{CITIZEN}", external_id=wamid, at=NOW))


def due(message: Message) -> ReadReceipt:
    return ReadReceipt.objects.create(message=message, created_at=NOW, next_attempt_at=NOW)


def test_the_citizen_sees_that_it_was_read(message: Message, phone: httpx.Client) -> None:
    receipt = due(message)

    assert (send_receipts(now=NOW), send_receipts(now=NOW + timedelta(hours=1))) == (1, 0)

    receipt.refresh_from_db()
    assert receipt.status == "sent"
    assert phone.get(f"/phones/{CITIZEN}").json()["messages"][0]["state"] == "read"


def test_without_an_answer_it_is_tried_again_a_few_times(message: Message, settings: Settings) -> None:
    receipt = due(message)
    settings.WHATSAPP_API_BASE = "http://127.0.0.1:1/v26.0"

    tried = [send_receipts(now=NOW + timedelta(minutes=2 * number)) for number in range(MAX_ATTEMPTS + 1)]

    receipt.refresh_from_db()
    assert (tried, receipt.status) == ([1] * MAX_ATTEMPTS + [0], "failed")


def test_what_the_provider_does_not_know_is_given_up_at_once(message: Message) -> None:
    Message.objects.update(external_id="wamid.tidak-dikenal")
    receipt = due(message)

    send_receipts(now=NOW)

    receipt.refresh_from_db()
    assert (receipt.status, receipt.attempts) == ("failed", 1)
