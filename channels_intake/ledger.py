"""The ledger as SQL: append, claim, mark, and the monthly partitions that make retention a DROP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.db import OperationalError, connection, models

from .models import InboundRequest

LEASE = timedelta(seconds=60)  # a claim older than this belongs to a dead worker
MAX_ATTEMPTS = 8
TABLE = InboundRequest._meta.db_table

_APPEND = (
    f"INSERT INTO {TABLE} (channel, received_at, headers, body, status, attempts, next_attempt_at, last_error) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, 'pending', 0, %s, '') RETURNING id"
)
_CLAIM = (
    f"UPDATE {TABLE} SET attempts = attempts + 1, next_attempt_at = %s "  # noqa: S608
    f"WHERE (id, received_at) IN (SELECT id, received_at FROM {TABLE} "
    "WHERE status = 'pending' AND next_attempt_at <= %s ORDER BY received_at LIMIT %s FOR UPDATE SKIP LOCKED) "
    "RETURNING id, channel, received_at, body, attempts"
)


@dataclass(frozen=True)
class ClaimedRequest:
    id: int
    channel: str
    received_at: datetime
    body: bytes
    attempts: int


def append(*, channel: str, body: bytes, headers: Mapping[str, str], now: datetime) -> int:
    """Stores the bytes in one round trip and returns the row's id. Raises OperationalError when it cannot.

    A connection that died since its last use is renewed once here instead of being probed before each request:
    the probe would be a second round trip.
    """
    values = [channel, now, orjson.dumps(dict(headers)).decode(), body, now]
    connection.ensure_connection()
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _insert(values)
    except OperationalError:
        connection.close()
        return _insert(values)


def claim(*, now: datetime, limit: int) -> list[ClaimedRequest]:
    """Takes up to `limit` rows that are due, oldest first, by a lease: nobody else sees them for LEASE."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, limit])
        rows = [ClaimedRequest(row[0], row[1], row[2], bytes(row[3]), row[4]) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: (row.received_at, row.id))


def mark_done(row: ClaimedRequest, *, now: datetime) -> None:
    """Everything in it is in the tables."""
    _one(row).update(status=InboundRequest.Status.DONE, processed_at=now, last_error="")


def mark_failed(row: ClaimedRequest, *, reason: str, now: datetime) -> None:
    """Tries again later (5 s, 10 s, 20 s ...); after MAX_ATTEMPTS it lies on the operators' shelf. One that an operator
    discarded meanwhile stays discarded."""
    dead = row.attempts >= MAX_ATTEMPTS
    _one(row).filter(status=InboundRequest.Status.PENDING).update(
        status=InboundRequest.Status.DEAD if dead else InboundRequest.Status.PENDING,
        next_attempt_at=now + timedelta(seconds=5 * 2 ** (row.attempts - 1)),
        last_error=reason[:2000],
    )


def mark_dead(row: ClaimedRequest, *, reason: str) -> None:
    """A new reading failed: onto the operators' shelf. A row that is still in the queue keeps its place there."""
    read_before = _one(row).filter(status__in=[InboundRequest.Status.DONE, InboundRequest.Status.DEAD])
    read_before.update(status=InboundRequest.Status.DEAD, last_error=reason[:2000])


def fetch(request_id: int) -> ClaimedRequest | None:
    """The row with its bytes, without a claim; None when its month is gone."""
    row = InboundRequest.objects.filter(pk=request_id).first()
    return ClaimedRequest(row.pk, row.channel, row.received_at, bytes(row.body), row.attempts) if row else None


def ensure_partitions(*, today: date, months: int = 3) -> None:
    """Makes the partitions of this month and the next ones. What falls outside lands in the default partition."""
    first = today.replace(day=1)
    with connection.cursor() as cursor:
        for _ in range(months):
            following = (first + timedelta(days=32)).replace(day=1)
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {TABLE}_{first:%Y%m} PARTITION OF {TABLE} FOR VALUES FROM (%s) TO (%s)",
                [first.isoformat(), following.isoformat()],
            )
            first = following


def _insert(values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, values)
        return int(cursor.fetchone()[0])


def _one(row: ClaimedRequest) -> "models.QuerySet[InboundRequest]":
    # Both columns, so that PostgreSQL opens one partition.
    return InboundRequest.objects.filter(pk=row.id, received_at=row.received_at)
