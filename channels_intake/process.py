"""From ledger rows to complaints: claim, parse, hand each event through the door once."""

import logging
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from bontang_pengaduan.lib import inbound
from complaints.incoming import accept

from . import ledger
from .ledger import ClaimedRequest
from .models import InboundEvent
from .registry import CHANNELS

logger = logging.getLogger(__name__)

BATCH = 50
VERBS: dict[type[object], str] = {
    inbound.Message: "message",
    inbound.Amendment: "amendment",
    inbound.Signal: "signal",
    inbound.Problem: "problem",
}
SHELVED = ("quarantine", "ops_alert", "ignore")  # kept in the ledger and on the operators' shelf, no further

_CLAIM_IDENTITY = (
    f"INSERT INTO {InboundEvent._meta.db_table} "  # noqa: S608
    "(channel, account, external_id, verb, kind, outcome, request_id, detail, created_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
)


def drain(*, now: datetime, limit: int = BATCH) -> int:
    """Processes up to `limit` ledger rows; returns how many were claimed.

    Each event is one transaction with its identity row, so that a crash or a second worker repeats nothing.
    An event that fails holds back no other, in its row or elsewhere; its row is tried again later.
    """
    rows = ledger.claim(now=now, limit=limit)
    for row in rows:
        _process(row, now)
    return len(rows)


def drain_all(*, now: datetime) -> int:
    """Drains until nothing is due. Returns how many rows were claimed."""
    total = 0
    while claimed := drain(now=now):
        total += claimed
    return total


def _process(row: ClaimedRequest, now: datetime) -> None:
    failures = _take_all(row)
    if failures:
        ledger.mark_failed(row, reason="; ".join(failures), now=now)
    else:
        ledger.mark_done(row, now=now)


def _take_all(row: ClaimedRequest) -> list[str]:
    """Takes every event of the row, also those behind one that fails. Returns what failed and why."""
    failures = []
    try:
        events = CHANNELS[row.channel].parse(row.body, row.received_at)
    except Exception as error:
        logger.exception("Ledger row %s could not be read", row.id)
        return [repr(error)]
    for event in events:
        try:
            take(event=event, request_id=row.id, now=row.received_at)
        except Exception as error:
            logger.exception("Ledger row %s: event %s could not be taken in", row.id, event.external_id)
            failures.append(f"{event.external_id}: {error!r}")
    return failures


@transaction.atomic
def take(*, event: inbound.Event, request_id: int, now: datetime) -> bool:
    """Claims the event's identity and takes it in. False, and nothing done, when it was here before."""
    outcome = "problem" if isinstance(event, inbound.Problem) else event.action
    if not _claim_identity(event, outcome, request_id, now):
        return False
    if not isinstance(event, inbound.Problem) and outcome not in SHELVED:
        accept(event=event, now=now)
    return True


def _claim_identity(event: inbound.Event, outcome: str, request_id: int, now: datetime) -> bool:
    """One INSERT decides: of two who come with the same event, in whatever batch or process, one goes on."""
    values: list[Any] = [
        event.channel,
        event.account,
        event.external_id,
        VERBS[type(event)],
        _kind(event),
        outcome,
        request_id,
        orjson.dumps(_detail(event, outcome)).decode(),
        now,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_IDENTITY, values)
        return cursor.fetchone() is not None


def _kind(event: inbound.Event) -> str:
    if isinstance(event, inbound.Message):
        return event.wa_type[:40]
    return "unreadable" if isinstance(event, inbound.Problem) else event.kind[:40]


def _detail(event: inbound.Event, outcome: str) -> dict[str, Any]:
    """What an operator must see; nothing of an ordinary message, which has its own row."""
    if isinstance(event, inbound.Problem):
        return {"pointer": event.pointer, "reason": event.reason}
    if isinstance(event, inbound.Signal) and outcome == "ops_alert":
        return event.data
    return {}
