"""Promised dates that a change of the calendar has made later: their citizens are told, once for each case."""

from datetime import datetime

from django.db import transaction

from sla import clocks
from sla.models import DueChange, Recount, SlaClock

from ..models import Complaint
from ..workflow import OPEN
from .events import record
from .promising import tell_new_promise

BATCH = 100
SETTLED = (Recount.Status.DONE, Recount.Status.REPLACED)


def correct_promises(*, now: datetime) -> int:
    """Tells at most BATCH citizens, each in its own transaction; how many. Nobody is told outside office hours, nor
    before the counting has ended: what is taken back meanwhile was never said."""
    if clocks.next_office_moment(now) > now or Recount.objects.filter(ended_at=None).exists():
        return 0
    waiting = DueChange.objects.filter(awaits_word=True, recount__status__in=SETTLED)
    found = list(waiting.order_by("pk").values_list("clock", flat=True)[:BATCH])
    return sum(_correct(clock, now) for clock in dict.fromkeys(found))


@transaction.atomic
def _correct(clock_id: int, now: datetime) -> bool:
    """Whether the citizen was told: not when the promise has ended, nor when it is no later than it was."""
    clock = SlaClock.objects.select_for_update(no_key=True).select_related("complaint").get(pk=clock_id)
    waiting = DueChange.objects.filter(clock=clock, awaits_word=True, recount__status__in=SETTLED)
    changes = list(waiting.select_related("recount__version").order_by("pk"))
    waiting.update(awaits_word=False)
    if not changes or not clock.is_open or clock.due_at <= changes[0].old_due_at:
        return False
    complaint: Complaint = clock.complaint
    newest = changes[-1].recount
    if complaint.status not in OPEN or newest is None:
        return False
    reason = f"hari kerja kota berubah. {newest.version.reason}"
    record(complaint, "clock.recounted", now=now, reason=newest.version.reason, due_at=clock.due_at.isoformat())
    return tell_new_promise(complaint=complaint, due_at=clock.due_at, reason=reason, now=now) is not None
