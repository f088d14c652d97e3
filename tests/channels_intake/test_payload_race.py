"""The same delivery in several processes at one moment."""

import json

import pytest

from channels_intake.models import InboundEvent, InboundRequest
from channels_intake.payload_race import racing
from complaints.models import Complaint, Message, Reporter
from tests.channels_intake.kit import text_message
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_three_processes_take_in_at_once_is_there_once() -> None:
    load_reference_data()
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": [text_message(ROAD, "wamid.balap")]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    with racing(3) as race:
        race("whatsapp", body, MONDAY_MORNING)
        race("whatsapp", body, MONDAY_MORNING)

    assert InboundRequest.objects.filter(status="done").count() == 6
    assert [model.objects.count() for model in (InboundEvent, Message, Complaint, Reporter)] == [1, 1, 1, 1]
