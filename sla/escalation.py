"""The sweep: planned steps whose time has come are claimed once, and the level is told in the same transaction."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from opd.models import Role, User
from opd.notices import NoticeDraft, insert_notices, notify

from .calendars import current_calendar
from .due_steps import DueStep, claim_due_steps, due_steps, push_ahead
from .models import EscalationStep, Level
from .quiet import daytime_from, next_digest
from .recipients import Directory, audience_of, load_directory
from .wording import notice_body, notice_subject
from .working_time import Calendar, unit_calendar

logger = logging.getLogger(__name__)

BATCH = 1000  # steps in one transaction


def escalate_due(*, now: datetime) -> int:
    """Fires every step whose time has come, in batches; how many fired. Two sweeps at once fire each step once.

    A step whose processing fails is pushed ahead and reported to the admins; all others fire.
    """
    fired = 0
    while batch := _escalate_some(now):
        fired += batch
        if batch < BATCH:
            break
    return fired


@transaction.atomic
def escalate_batch(*, now: datetime, only: int | None = None) -> int:
    """Claims at most BATCH due steps, or the one with the key `only`, and writes their notices; a crash undoes both, so
    that nobody is forgotten.

    In the app they stand at once. By e-mail each reader has one for each level, in the morning of a working day; at a
    unit on shift every day is one. Of a red case he has one at once, in no digest.
    """
    steps = claim_due_steps(now=now, limit=BATCH, only=only)
    if not steps:
        return 0
    directory = load_directory({step.opd_id for step in steps})
    calendar = current_calendar()
    insert_notices(
        drafts=[draft for step in steps for draft in _drafts(step, directory, _mornings(step, calendar, now))], now=now
    )
    return len(steps)


def _escalate_some(now: datetime) -> int:
    try:
        return escalate_batch(now=now)
    except (OperationalError, InterfaceError):
        # The database itself: no step is to blame.
        raise
    except Exception:
        logger.exception("A batch of steps cannot be processed; each is tried by itself")
        keys = list(due_steps(now).values_list("pk", flat=True)[:BATCH])
        return sum(_escalate_alone(key, now) for key in keys)


def _escalate_alone(step_id: int, now: datetime) -> int:
    try:
        return escalate_batch(now=now, only=step_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("Step %d cannot be processed", step_id)
        _report(push_ahead(step_id=step_id, error=f"{type(error).__name__}: {error}", now=now), now)
        return 0


def _report(step: EscalationStep, now: datetime) -> None:
    number = step.clock.complaint.number
    notify(
        recipients=User.objects.filter(memberships__role=Role.ADMIN, is_active=True),
        subject=f"Aduan {number}: eskalasi gagal diproses",
        body=f"Langkah {step.get_level_display()} pada aduan {number} tidak dapat diproses dan dicoba lagi nanti. "
        "Rinciannya ada di catatan server.",
        url=f"/aduan/{number}/",
        dedupe_key=f"poison-step:{step.pk}",
        now=now,
        not_before=daytime_from(now),
    )


def _mornings(step: DueStep, calendar: Calendar, now: datetime) -> tuple[datetime, datetime]:
    """For the people of the unit, and for everybody else: who works on Sunday is told on Sunday, nobody at night."""
    own = unit_calendar(calendar, step.opd_id, step.hours_part)
    return next_digest(now, own), next_digest(now, calendar)


def _drafts(step: DueStep, directory: Directory, mornings: tuple[datetime, datetime]) -> list[NoticeDraft]:
    audience = audience_of(step, directory)
    if not audience.people:
        logger.error("Step %d fired, but the city has neither coordinator nor admin to tell", step.pk)
    subject, body = notice_subject(step), notice_body(step, audience)
    url, (own, city) = f"/aduan/{step.number}/", mornings
    colleagues = {person for person in audience.people if directory.is_colleague(person, step.opd_id)}
    return [
        NoticeDraft(
            person,
            subject,
            body,
            url,
            f"escalation:{step.pk}",
            None if step.is_red else own if person in colleagues else city,
            "" if step.is_red else Level(step.level).label,
        )
        for person in sorted(audience.people)
    ]
