"""What the tests of ledger, shelf and health share: a WhatsApp delivery in the ledger, with any messages."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from channels_intake import ledger
from channels_intake.models import InboundRequest
from tests.factories import ACCOUNT, MONDAY_MORNING

Result = TypeVar("Result")
CITIZEN = "6281200000009"
HEADERS = {"Content-Type": "application/json", "X-Hub-Signature-256": "sha256=" + "ab" * 32}


def text_message(text: str, wamid: str = "", **more: Any) -> dict[str, Any]:
    """An entry of `messages`."""
    message = {"from": CITIZEN, "id": wamid or f"wamid.{text}", "timestamp": "1795395600", "type": "text"}
    return message | {"text": {"body": text}} | more


def store(*messages: dict[str, Any], body: bytes = b"", at: datetime = MONDAY_MORNING) -> InboundRequest:
    """A delivery with these messages, or with these very bytes."""
    value = {"metadata": {"phone_number_id": ACCOUNT}, "messages": list(messages)}
    if not body:
        return store_change("messages", value, at)
    key = ledger.append(channel="whatsapp", body=body, headers=HEADERS, now=at)
    return InboundRequest.objects.get(pk=key)


def store_change(field: str, value: dict[str, Any], at: datetime = MONDAY_MORNING) -> InboundRequest:
    """A delivery with one change of this field."""
    changes = [{"field": field, "value": value}]
    payload = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return store(body=json.dumps(payload).encode(), at=at)


def at_once(job: Callable[[], Result], count: int) -> list[Result]:
    """What the job gives in so many threads, each with a connection of its own, that start together."""
    gate = threading.Barrier(count)

    def run() -> Result:
        try:
            gate.wait(timeout=10)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run) for _ in range(count)]]
