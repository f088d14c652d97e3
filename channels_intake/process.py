"""From ledger rows to complaints: claim, parse, hand each event through the door once."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from bontang_pengaduan.lib import inbound
from complaints.incoming import accept

from . import ledger
from .arrivals import note_arrivals
from .ledger import ClaimedRequest
from .lookups import note_lookup
from .mirror.taking import take_copy
from .models import InboundEvent
from .registry import SOURCES

logger = logging.getLogger(__name__)

BATCH = 50
# A task is ended in the middle of an event after 50 s: rows hold up to 1,000 events, so few are claimed at once.
BUDGET_SECONDS, ROUND = 20.0, 10
VERBS: dict[type[object], str] = {
    inbound.Message: "message",
    inbound.Amendment: "amendment",
    inbound.Signal: "signal",
    inbound.Problem: "problem",
}
# Kept in the ledger, and some of it on the operators' shelf; no further.
SHELVED = ("quarantine", "ops_alert", "ignore", "upsert", "reference_data")
ON_SHELF = ("problem", "quarantine", "ops_alert")
TABLE = InboundEvent._meta.db_table

# An event that was only put aside may be taken in by a mended parser: its old identity must not bar it. Whoever comes
# second waits for the first one's row and then finds it taken.
_CLAIM_IDENTITY = (
    f"INSERT INTO {TABLE} "  # noqa: S608
    "(channel, account, external_id, verb, kind, outcome, request_id, detail, created_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (channel, account, external_id, verb) DO UPDATE "
    "SET kind = excluded.kind, outcome = excluded.outcome, detail = excluded.detail "
    f"WHERE {TABLE}.outcome IN %s AND {TABLE}.settled_at IS NULL AND excluded.outcome NOT IN %s RETURNING id"
)


@dataclass(frozen=True)
class Harvest:
    """What came of one reading of a ledger row. `taken` counts the events that had not been taken before; `failures`
    say which could not be taken and why."""

    events: list[inbound.Event]
    taken: int
    failures: list[str]


def drain(*, now: datetime, limit: int = BATCH) -> int:
    """Processes up to `limit` ledger rows; returns how many were claimed.

    Each event is one transaction with its identity row, so that a crash or a second worker repeats nothing.
    An event that fails holds back no other, in its row or elsewhere; its row is tried again later.
    """
    rows = ledger.claim(now=now, limit=limit)
    arrived = [(event, row.received_at) for row in rows for event in _process(row, now)]
    note_arrivals(arrived=arrived, now=now)
    return len(rows)


def drain_all(*, now: datetime, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Drains until nothing is due or the time is used up. Returns how many rows were claimed."""
    ends_at, total = time.monotonic() + budget_seconds, 0
    while time.monotonic() < ends_at and (claimed := drain(now=now, limit=ROUND)):
        total += claimed
    return total


def read_again(*, row: ClaimedRequest, now: datetime) -> Harvest:
    """Reads a row anew, with today's parser. What was taken before stays as it is; what the shelf held of this row and
    the new reading no longer complains about is settled. A failure puts the row on the shelf."""
    harvest = take_all(row)
    with transaction.atomic():
        if harvest.failures:
            ledger.mark_dead(row, reason="; ".join(harvest.failures))
        else:
            ledger.mark_done(row, now=now)
            _settle(row, harvest.events, now)
    return harvest


def read_now(*, request_id: int, now: datetime) -> bool:
    """Reads a row that was just stored, for somebody who waits for its outcome; whether everything in it is taken.

    A worker may read it at the same moment: each event's identity lets one of them take it. What fails here is tried
    again by the workers.
    """
    row = ledger.fetch(request_id)
    if row is None:
        return False
    harvest = take_all(row)
    if not harvest.failures:
        ledger.mark_done(row, now=now)
    return not harvest.failures


def take_all(row: ClaimedRequest) -> Harvest:
    """Takes every event of the row, also those behind one that fails."""
    try:
        events = SOURCES[row.channel].parse(row.body, row.received_at)
    except Exception as error:
        logger.exception("Ledger row %s could not be read", row.id)
        return Harvest([], 0, [repr(error)])
    taken, failures = 0, []
    for event in events:
        try:
            taken += take(event=event, request_id=row.id, now=row.received_at)
        except Exception as error:
            logger.exception("Ledger row %s: event %s could not be taken in", row.id, event.external_id)
            failures.append(f"{event.external_id}: {error!r}")
    return Harvest(events, taken, failures)


def _process(row: ClaimedRequest, now: datetime) -> list[inbound.Event]:
    harvest = take_all(row)
    if harvest.failures:
        ledger.mark_failed(row, reason="; ".join(harvest.failures), now=now)
    else:
        ledger.mark_done(row, now=now)
    return harvest.events


def _settle(row: ClaimedRequest, events: Iterable[inbound.Event], now: datetime) -> None:
    still = {(VERBS[type(event)], event.account, event.external_id) for event in events if _outcome(event) in ON_SHELF}
    shelved = InboundEvent.objects.filter(request_id=row.id, outcome__in=ON_SHELF, settled_at=None)
    mended = [event.pk for event in shelved if (event.verb, event.account, event.external_id) not in still]
    InboundEvent.objects.filter(pk__in=mended).update(settled_at=now)


@transaction.atomic
def take(*, event: inbound.Event, request_id: int, now: datetime) -> bool:
    """Claims the event's identity and takes it in. False, and nothing done, when it was here before."""
    outcome = _outcome(event)
    if not _claim_identity(event, outcome, request_id, now):
        return False
    if isinstance(event, inbound.Message) and outcome == "upsert":
        take_copy(event=event, now=now)
    elif not isinstance(event, inbound.Problem) and outcome not in SHELVED:
        accept(event=event, now=now)
        if isinstance(event, inbound.Message) and event.lacks:
            note_lookup(event=event, now=now)
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
        SHELVED,
        SHELVED,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_IDENTITY, values)
        return cursor.fetchone() is not None


def _outcome(event: inbound.Event) -> str:
    return "problem" if isinstance(event, inbound.Problem) else event.action


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
