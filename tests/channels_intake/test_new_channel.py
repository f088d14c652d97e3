"""A row in the registry and a folder are a channel: address, filter, label, icon, health and asking follow."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from bontang_pengaduan.celery import app
from bontang_pengaduan.lib.inbound import Event, Message, Sender
from channels_intake import registry
from channels_intake.channel_board import unconfigured_channels
from channels_intake.channels.pages import is_page, items_of, unwrap_page
from channels_intake.channels.pulling import Page, Position, Pull
from channels_intake.health import configured_accounts
from channels_intake.models import InboundRequest, PullCursor
from channels_intake.process import drain_all
from channels_intake.registry import Channel, Door
from channels_intake.shelf_forms import channel_choices
from complaints import channel_names
from complaints.models import Complaint
from complaints.templatetags.ui import channel_icon, channel_label
from tests import cast
from tests.factories import ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db


def parse(body: bytes, received_at: datetime) -> list[Event]:
    root = json.loads(body)
    notes: Any = items_of(unwrap_page(root)[2], "notes") if is_page(root) else [root]
    return [
        Message(
            "merpati",
            "kandang",
            note["id"],
            Sender(account_id=f"merpati:{note['from']}"),
            received_at,
            "text",
            "create_or_attach",
            note["text"],
        )
        for note in notes
    ]


def verify(body: bytes, headers: Mapping[str, str]) -> bool:
    return headers.get("X-Ring") == "emas"


def fetch(account: str, stream: str, position: Position, now: datetime) -> Page:
    notes = [{"id": "m2", "from": "budi", "text": ROAD}]
    return Page(json.dumps({"notes": notes}).encode(), 1, high="m2")


ROW = Channel(
    kind="merpati",
    label="Merpati Pos",
    icon="send-2",
    parse=parse,
    configured=lambda: True,
    accounts=lambda: ["kandang"],
    door=Door(kind="merpati", label="Merpati Pos", parse=parse, verify=verify, secrets="MERPATI_SECRETS"),
    pull=Pull(lambda: [("kandang", "surat")], fetch, every=timedelta(minutes=1)),
)


@pytest.fixture(autouse=True)
def row() -> Iterator[None]:
    """The row, for one test."""
    tables: list[dict[str, Any]] = [registry.CHANNELS, registry.DOORS, registry.SOURCES, channel_names._NAMES]
    kept = [dict(table) for table in tables]
    registry.add(ROW)
    yield
    for table, former in zip(tables, kept, strict=True):
        table.clear()
        table.update(former)


def post(client: Client, ring: str) -> int:
    note = {"id": "m1", "from": "budi", "text": ROAD}
    headers = {"X-Ring": ring}
    return client.post("/webhooks/merpati/", note, content_type="application/json", headers=headers).status_code


def test_its_address_takes_what_its_own_check_lets_in(client: Client) -> None:
    statuses = [post(client, "timah"), post(client, "emas")]

    assert statuses == [403, 200]
    assert list(InboundRequest.objects.values_list("channel", flat=True)) == ["merpati"]


def test_an_address_without_a_row_is_not_there(client: Client) -> None:
    assert client.post("/webhooks/elang/").status_code == 404


def test_its_message_becomes_a_complaint_that_the_inbox_can_filter_by(client: Client) -> None:
    load_reference_data()
    post(client, "emas")
    drain_all(now=InboundRequest.objects.get().received_at)
    client.force_login(cast.koordinator())

    page = client.get("/aduan/", {"tampilan": "semua", "kanal": "merpati"}).content.decode()

    assert Complaint.objects.get().channel == "merpati"
    assert '<option value="merpati" selected>Merpati Pos</option>' in page
    assert "#send-2" in page


def test_it_has_its_label_and_icon_everywhere() -> None:
    assert (channel_label("merpati"), channel_icon("merpati")) == ("Merpati Pos", "send-2")
    assert ("merpati", "Merpati Pos") in channel_choices()


def test_it_is_watched_and_not_called_missing() -> None:
    assert ("merpati", "kandang") in configured_accounts()
    assert "Merpati Pos" not in unconfigured_channels()


def test_the_beat_asks_it(settings: Settings) -> None:
    app.loader.import_default_modules()

    app.tasks[settings.CELERY_BEAT_SCHEDULE["pull-channels"]["task"]]()

    cursor = PullCursor.objects.get(channel="merpati")
    assert (cursor.high, InboundRequest.objects.count()) == ("m2", 1)
