"""From ledger rows to messages: once each, and one that fails holds back no other."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from channels_intake import ledger
from channels_intake.ledger import MAX_ATTEMPTS
from channels_intake.models import InboundEvent, InboundRequest
from channels_intake.process import ROUND, drain, drain_all
from complaints.models import Message
from tests.factories import ACCOUNT, MONDAY_MORNING
from tests.reference import load_reference_data

pytestmark = pytest.mark.django_db

POISON = "pesan yang ditolak basis data"


@pytest.fixture(autouse=True)
def reference_data(db: None) -> None:
    load_reference_data()


@pytest.fixture
def refusing_database(db: None) -> None:
    """A database that refuses one text, as a fault of ours would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.text = '{POISON}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON complaints_message FOR EACH ROW EXECUTE FUNCTION refuse()"
        )


def store(*texts: str, body: bytes = b"") -> InboundRequest:
    messages = [
        {"from": "6281200000009", "id": f"wamid.{text}", "timestamp": "1795395600", "type": "text"}
        | {"text": {"body": text}}
        for text in texts
    ]
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": messages}
    payload = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    key = ledger.append(channel="whatsapp", body=body or json.dumps(payload).encode(), headers={}, now=MONDAY_MORNING)
    return InboundRequest.objects.get(pk=key)


def texts() -> list[str]:
    return list(Message.objects.order_by("external_id").values_list("text", flat=True))


def test_a_row_becomes_its_messages_and_is_done() -> None:
    row = store("aspal rusak", "lampu mati")

    claimed = drain(now=MONDAY_MORNING)

    row.refresh_from_db()
    assert claimed == 1
    assert texts() == ["aspal rusak", "lampu mati"]
    assert row.status == InboundRequest.Status.DONE
    assert row.processed_at == MONDAY_MORNING


def test_one_event_that_fails_holds_back_no_other_of_its_row(refusing_database: None) -> None:
    row = store("sebelum", POISON, "sesudah")

    drain(now=MONDAY_MORNING)

    row.refresh_from_db()
    assert texts() == ["sebelum", "sesudah"]
    assert row.status == InboundRequest.Status.PENDING
    assert row.last_error.startswith(f"wamid.{POISON}: ")


def test_the_failed_event_is_taken_once_the_fault_is_mended_and_the_others_are_not_taken_twice(
    refusing_database: None,
) -> None:
    row = store("sebelum", POISON)
    drain(now=MONDAY_MORNING)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON complaints_message")

    drain(now=MONDAY_MORNING + timedelta(seconds=5))

    row.refresh_from_db()
    assert texts() == [POISON, "sebelum"]
    assert InboundEvent.objects.count() == 2
    assert row.status == InboundRequest.Status.DONE
    assert row.last_error == ""


def test_a_row_that_failed_waits_longer_each_time_and_then_lies_on_the_shelf(refusing_database: None) -> None:
    row = store(POISON)
    waits = []
    now = MONDAY_MORNING
    while row.status == InboundRequest.Status.PENDING:
        drain(now=now)
        row.refresh_from_db()
        waits.append((row.next_attempt_at - now).total_seconds())
        now = row.next_attempt_at

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640]
    assert row.attempts == MAX_ATTEMPTS
    assert row.status == InboundRequest.Status.DEAD


def test_a_body_that_is_no_json_is_a_problem_on_record_and_done() -> None:
    row = store(body=b"\xff{")

    drain(now=MONDAY_MORNING)

    row.refresh_from_db()
    assert row.status == InboundRequest.Status.DONE
    assert list(InboundEvent.objects.values_list("verb", "outcome", "request_id")) == [("problem", "problem", row.pk)]


def test_a_row_that_another_worker_holds_is_left_to_it() -> None:
    store("aspal rusak")
    ledger.claim(now=MONDAY_MORNING, limit=10)

    taken = drain(now=MONDAY_MORNING)

    assert taken == 0
    assert texts() == []


def test_a_round_ends_when_its_time_is_used_up_and_the_next_goes_on() -> None:
    for number in range(ROUND + 1):
        store(f"laporan {number}")

    assert drain_all(now=MONDAY_MORNING, budget_seconds=0) == 0
    assert drain_all(now=MONDAY_MORNING) == ROUND + 1
    assert len(texts()) == ROUND + 1
