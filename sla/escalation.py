"""The sweep: planned steps whose time has come are claimed once, and the level is told in the same transaction."""

import logging
from datetime import datetime

from django.db import transaction

from opd.notices import NoticeDraft, insert_notices

from .due_steps import DueStep, claim_due_steps
from .quiet import daytime_from
from .recipients import Directory, audience_of, load_directory
from .wording import notice_body, notice_subject

logger = logging.getLogger(__name__)

BATCH = 1000  # steps in one transaction


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
    steps = claim_due_steps(now=now, limit=BATCH)
    if not steps:
        return 0
    directory = load_directory({step.opd_id for step in steps})
    not_before = daytime_from(now)
    insert_notices(drafts=[draft for step in steps for draft in _drafts(step, directory, not_before)], now=now)
    return len(steps)


def _drafts(step: DueStep, directory: Directory, not_before: datetime) -> list[NoticeDraft]:
    audience = audience_of(step, directory)
    if not audience.people:
        logger.error("Step %d fired, but the city has neither coordinator nor admin to tell", step.pk)
    subject, body = notice_subject(step), notice_body(step, audience)
    url = f"/aduan/{step.number}/"
    return [
        NoticeDraft(person, subject, body, url, f"escalation:{step.pk}", not_before)
        for person in sorted(audience.people)
    ]
