"""What follows when the calendar changes: every open clock is counted anew, and each move is put on record."""

import logging
from datetime import datetime

from django.db import transaction

from .calendars import current_calendar
from .counting import move_clocks
from .models import DueChange, SlaClock

logger = logging.getLogger(__name__)

CHUNK = 1000  # clocks held in memory at once


@transaction.atomic
def recount_open_clocks(*, reason: str, now: datetime) -> int:
    """Counts all open clocks anew by the calendar as it stands; how many due times moved.

    Each of them leaves a DueChange row with the reason. Repeating it moves nothing.
    """
    calendar, moved, last = current_calendar(), 0, 0
    while clocks := _next_chunk(last):
        former = move_clocks(clocks, calendar)
        DueChange.objects.bulk_create(
            DueChange(
                clock=clock,
                changed_at=now,
                reason=reason,
                old_due_at=former[clock.pk],
                new_due_at=clock.due_at,
            )
            for clock in clocks
            if clock.pk in former
        )
        moved, last = moved + len(former), clocks[-1].pk
    if moved:
        logger.warning("%d due times moved: %s", moved, reason)
    return moved


def _next_chunk(after: int) -> list[SlaClock]:
    rows = SlaClock.objects.filter(is_open=True, pk__gt=after).select_for_update(no_key=True)
    return list(rows.order_by("pk")[:CHUNK])
