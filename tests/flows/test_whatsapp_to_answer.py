"""A complaint's whole way in one process: signed webhook, route, clocks, answer, delivery, public page."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bontang_pengaduan.lib.clock import now
from bontang_pengaduan.lib.signing import sign
from channels_intake.models import InboundRequest
from channels_intake.process import drain_all
from complaints.models import Complaint, Reply
from complaints.services import delivery, handling, replies
from sla.models import ClockKind, SlaClock
from tests import cast
from tests.factories import ACCOUNT, ROAD
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


def post(client: Client, *texts: str, secret: str = "rahasia-uji-satu") -> int:  # noqa: S107
    messages = [
        {
            "from": "6281200000009",
            "id": f"wamid.alur{abs(hash(text))}",
            "timestamp": str(int(now().timestamp())),
            "type": "text",
            "text": {"body": text},
        }
        for text in texts
    ]
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": messages}
    payload = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    body = json.dumps(payload).replace("/", "\\/").encode()
    response = client.post(
        "/webhooks/whatsapp/",
        body,
        content_type="application/json",
        headers={"X-Hub-Signature-256": sign(body, secret)},
    )
    return response.status_code


def test_a_message_becomes_a_routed_complaint_with_running_clocks(client: Client) -> None:
    status = post(client, ROAD)
    drain_all(now=InboundRequest.objects.get().received_at + timedelta(seconds=1))

    complaint = Complaint.objects.get()
    assert status == 200
    assert complaint.opd == cast.unit("PUPRK")
    assert complaint.status == "forwarded"
    assert set(SlaClock.objects.filter(is_open=True).values_list("kind", flat=True)) == {
        ClockKind.ACKNOWLEDGE,
        ClockKind.ACCEPT,
        ClockKind.FIRST_ANSWER,
        ClockKind.RESOLVE,
        ClockKind.WINDOW,
    }


def test_a_wrong_signature_is_refused_and_stores_nothing(client: Client) -> None:
    status = post(client, ROAD, secret="salah")

    assert status == 403
    assert InboundRequest.objects.count() == 0


def test_the_same_post_twice_is_one_complaint_and_one_acknowledgement(client: Client) -> None:
    post(client, ROAD)
    post(client, ROAD)
    drain_all(now=InboundRequest.objects.latest("received_at").received_at + timedelta(seconds=1))

    assert Complaint.objects.count() == 1
    assert Reply.objects.filter(kind=Reply.Kind.ACKNOWLEDGEMENT).count() == 1


def test_greeting_then_complaint_is_acknowledged_once_and_asked_nothing(client: Client) -> None:
    post(client, "Assalamualaikum", ROAD)
    drain_all(now=InboundRequest.objects.get().received_at + timedelta(seconds=1))

    assert list(Reply.objects.values_list("kind", "status").order_by("kind")) == [
        ("acknowledgement", "pending"),
        ("prompt", "cancelled"),
    ]


def test_the_officers_answer_stops_the_clocks_and_stands_on_the_public_page(client: Client) -> None:
    post(client, ROAD)
    received = InboundRequest.objects.get().received_at
    drain_all(now=received + timedelta(seconds=1))
    complaint, officer = Complaint.objects.get(), cast.petugas_pupr()

    handling.take(complaint=complaint, user=officer, now=received + timedelta(minutes=5))
    complaint.refresh_from_db()
    reply = replies.answer(
        complaint=complaint,
        text="Tim kami menambal besok pagi.",
        kind=Reply.Kind.ANSWER,
        user=officer,
        version=complaint.version,
        now=received + timedelta(minutes=6),
    )
    delivery.mark_sent(reply=reply, external_id="wamid.jawaban", now=received + timedelta(minutes=7))

    running = SlaClock.objects.filter(is_open=True).values_list("kind", flat=True)
    assert set(running) == {ClockKind.RESOLVE, ClockKind.WINDOW}
    link = Reply.objects.get(kind=Reply.Kind.ACKNOWLEDGEMENT).text.split("di http")[1].split()[0]
    page = client.get("/t/" + link.split("/t/")[1])
    assert "Tim kami menambal besok pagi." in page.content.decode()
    assert "6281200000009" not in page.content.decode()


def test_a_wrong_link_shows_nothing(client: Client) -> None:
    response = client.get(reverse("public_status", args=["a" * 22]))

    assert response.status_code == 404
