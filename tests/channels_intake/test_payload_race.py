"""The same delivery in several processes at one moment."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from channels_intake.models import InboundEvent, InboundRequest
from complaints.models import Complaint, Message, Reporter
from tests.channels_intake.kit import text_message
from tests.factories import ACCOUNT, MONDAY_MORNING, ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db(transaction=True)

# From a process of its own, as the command does: what a long run of tests has left open is not forked along.
RACE = """
import sys
from datetime import datetime
import django
django.setup()
from django.db import connection
from channels_intake.payload_race import racing
name, moment = sys.argv[1:]
connection.settings_dict["NAME"] = name
body = sys.stdin.buffer.read()
with racing(3) as race:
    race("whatsapp", body, datetime.fromisoformat(moment))
    race("whatsapp", body, datetime.fromisoformat(moment))
"""


def test_what_three_processes_take_in_at_once_is_there_once(embedded_database: str) -> None:
    load_reference_data()
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": [text_message(ROAD, "wamid.balap")]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    subprocess.run(
        [sys.executable, "-c", RACE, connection.settings_dict["NAME"], MONDAY_MORNING.isoformat()],
        input=body,
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": embedded_database, "DJANGO_SETTINGS_MODULE": "bontang_pengaduan.settings_test"},
        check=True,
        timeout=120,
    )

    assert InboundRequest.objects.filter(status="done").count() == 6
    assert [model.objects.count() for model in (InboundEvent, Message, Complaint, Reporter)] == [1, 1, 1, 1]
