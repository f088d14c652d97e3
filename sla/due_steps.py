"""Due steps: found, locked and claimed in one statement, so that two sweeps part them and none fires twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from .models import EscalationStep

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)

# Whoever changes a clock or its steps holds the lock of the clock: an answer that is being written is skipped now and
# has closed its clock at the next sweep. The conditions on the step stand twice because the second time they are read
# after the lock. A step fires when its time is over and not at it: an answer exactly at the due time is met.
# No text of a complaint passes through the sweep. What is returned stands in the order of DueStep.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT step.id, clock.kind, clock.due_at, clock.holder_id, clock.opd_id, clock.hours_part_id,
            clock.complaint_id
        FROM sla_escalationstep step
        JOIN sla_slaclock clock ON clock.id = step.clock_id
        WHERE step.fired_at IS NULL AND step.cancelled_at IS NULL AND step.fires_at < %(now)s
            AND (step.held_until IS NULL OR step.held_until < %(now)s)
            AND (%(only)s::bigint IS NULL OR step.id = %(only)s)
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
    RETURNING step.id, step.level, step.fires_at, due.kind, due.due_at, due.holder_id, due.opd_id, due.hours_part_id,
        opd.name, complaint.number, complaint.is_secret, complaint.is_red
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
    hours_part: int | None
    opd_name: str | None
    number: str
    is_secret: bool
    is_red: bool


def claim_due_steps(*, now: datetime, limit: int, only: int | None = None) -> list[DueStep]:
    """Marks at most `limit` due steps as fired at `now`, or the one with the key `only`; gives them, the oldest first.

    Runs in the caller's transaction: undone with it, they are due again.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "limit": limit, "only": only})
        return sorted((DueStep(*facts) for facts in cursor.fetchall()), key=attrgetter("fires_at", "pk"))


def due_steps(now: datetime) -> QuerySet[EscalationStep]:
    """The steps that a sweep at `now` would claim, the oldest first."""
    planned = EscalationStep.objects.filter(fired_at=None, cancelled_at=None, fires_at__lt=now)
    free = planned.filter(Q(held_until=None) | Q(held_until__lt=now))
    return free.filter(clock__is_open=True, clock__paused_at=None).order_by("fires_at", "pk")


@transaction.atomic
def push_ahead(*, step_id: int, error: str, now: datetime) -> EscalationStep:
    """Keeps a step that cannot be processed out of the sweep for a while: a minute, then twice as long, at most an
    hour. It is never given up."""
    step = EscalationStep.objects.select_for_update(no_key=True).get(pk=step_id)
    step.failures += 1
    step.held_until = now + min(FIRST_WAIT * 2 ** min(step.failures - 1, 10), LONGEST_WAIT)
    step.last_error = error[:500]
    step.save(update_fields=["failures", "held_until", "last_error"])
    return step
