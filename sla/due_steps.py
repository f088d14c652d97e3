"""Due steps: found, locked and claimed in one statement, so that two sweeps part them and none fires twice."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import connection

# Whoever changes a clock or its steps holds the lock of the clock: an answer that is being written is skipped now and
# has closed its clock at the next sweep. The conditions on the step stand twice because the second time they are read
# after the lock. A step fires when its time is over and not at it: an answer exactly at the due time is met.
# No text of a complaint passes through the sweep. What is returned stands in the order of DueStep.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT step.id, clock.kind, clock.due_at, clock.holder_id, clock.opd_id, clock.complaint_id
        FROM sla_escalationstep step
        JOIN sla_slaclock clock ON clock.id = step.clock_id
        WHERE step.fired_at IS NULL AND step.cancelled_at IS NULL AND step.fires_at < %(now)s
            AND clock.is_open AND clock.paused_at IS NULL
        ORDER BY step.fires_at, step.id
        LIMIT %(limit)s
        FOR NO KEY UPDATE OF clock SKIP LOCKED
    )
    UPDATE sla_escalationstep step SET fired_at = %(now)s
    FROM due
    JOIN complaints_complaint complaint ON complaint.id = due.complaint_id
    LEFT JOIN opd_opd opd ON opd.id = due.opd_id
    WHERE step.id = due.id AND step.fired_at IS NULL AND step.cancelled_at IS NULL AND step.fires_at < %(now)s
    RETURNING step.id, step.level, step.fires_at, due.kind, due.due_at, due.holder_id, due.opd_id, opd.name,
        complaint.number, complaint.is_secret
"""


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that has just fired, with what its notices need to know of clock and case."""

    pk: int
    level: str
    fires_at: datetime
    clock_kind: str
    due_at: datetime
    holder_id: int | None
    opd_id: int | None
    opd_name: str | None
    number: str
    is_secret: bool


def claim_due_steps(*, now: datetime, limit: int) -> list[DueStep]:
    """Marks at most `limit` due steps as fired at `now`; gives them, the oldest first.

    Runs in the caller's transaction: undone with it, they are due again.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "limit": limit})
        return sorted((DueStep(*facts) for facts in cursor.fetchall()), key=attrgetter("fires_at", "pk"))
