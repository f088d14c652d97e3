"""The clock of a part: another unit's share in a case that was promised before it had it."""

from datetime import datetime

from django.db import transaction

from . import clocks
from .calendars import current_calendar
from .case import Case
from .counting import move_clocks
from .models import ClockKind, ClockPause, SlaClock


@transaction.atomic
def start_alongside(*, complaint: Case, lead: Case, now: datetime) -> None:
    """Starts the promise of resolving for a part, counted from the beginning of the case's own and with the pauses that
    it has had: handing a share on buys no time, and what was nobody's time before is nobody's now.

    An extension is the lead's alone. Raises TermsError or CalendarError when policy or calendar have not been loaded.
    """
    promise = SlaClock.objects.filter(complaint=lead.pk, kind=ClockKind.RESOLVE, is_open=True).first()
    since = promise.started_at if promise else now
    is_confirmed = promise.is_kind_confirmed if promise else False
    kinds = [ClockKind.RESOLVE]
    [clock] = clocks.start(complaint=complaint, kinds=kinds, now=since, is_kind_confirmed=is_confirmed)
    if promise is None:
        return
    had = ClockPause.objects.filter(clock=promise, ended_at__isnull=False)
    facts = had.values("code", "reason", "source", "set_by_id", "started_at", "limit_at", "ended_at")
    ClockPause.objects.bulk_create(ClockPause(clock=clock, **pause) for pause in facts)
    move_clocks([clock], current_calendar())
