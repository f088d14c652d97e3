"""The sweep: planned steps whose time has come are claimed once, and the level is told in the same transaction."""

import logging
from datetime import datetime, time

from django.db import connection, transaction

from opd.notices import NoticeDraft, insert_notices

from .calendars import current_calendar
from .models import EscalationStep
from .recipients import Directory, audience_of, load_directory
from .wording import notice_body, notice_subject
from .working_time import next_daytime

logger = logging.getLogger(__name__)

BATCH = 500  # steps in one transaction
QUIET_FROM = time(18, 0)  # house rule: no notice after six in the evening, at night or on a day off

# One statement finds, locks and claims. Whoever changes a clock or its steps holds the lock of the clock: an answer
# that is being written is skipped now and has closed its clock at the next sweep. Two sweeps part the clocks between
# them; the conditions on the step stand twice because the second time they are read after the lock. A step fires when
# its time is over and not at it: an answer exactly at the due time is met.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT step.id
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
    WHERE step.id = due.id AND step.fired_at IS NULL AND step.cancelled_at IS NULL AND step.fires_at < %(now)s
    RETURNING step.id
"""

# No text of a complaint passes through the sweep.
FACTS = (
    "level",
    "fires_at",
    "clock__kind",
    "clock__due_at",
    "clock__holder",
    "clock__opd__name",
    "clock__complaint__number",
    "clock__complaint__is_secret",
)


def escalate_due(*, now: datetime) -> int:
    """Fires every step whose time has come, in batches; how many fired. Two sweeps at once fire each step once."""
    fired = 0
    while batch := escalate_batch(now=now):
        fired += batch
        if batch < BATCH:
            break
    return fired


@transaction.atomic
def escalate_batch(*, now: datetime) -> int:
    """Claims at most BATCH due steps and writes their notices; a crash undoes both, so that nobody is forgotten.

    The e-mail waits for the daytime of a working day; the step, and with it the clock, does not.
    """
    claimed = _claim(now)
    if not claimed:
        return 0
    steps = EscalationStep.objects.filter(pk__in=claimed).select_related("clock__complaint", "clock__opd").only(*FACTS)
    directory = load_directory({step.clock.opd_id for step in steps})
    not_before = next_daytime(current_calendar(), now, QUIET_FROM)
    insert_notices(drafts=[draft for step in steps for draft in _drafts(step, directory, not_before)], now=now)
    return len(claimed)


def _claim(now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "limit": BATCH})
        return [pk for (pk,) in cursor.fetchall()]


def _drafts(step: EscalationStep, directory: Directory, not_before: datetime) -> list[NoticeDraft]:
    audience = audience_of(step, directory)
    if not audience.people:
        logger.error("Step %d fired, but the city has neither coordinator nor admin to tell", step.pk)
    subject, body = notice_subject(step), notice_body(step, audience)
    url = f"/aduan/{step.clock.complaint.number}/"
    return [
        NoticeDraft(person, subject, body, url, f"escalation:{step.pk}", not_before)
        for person in sorted(audience.people)
    ]
