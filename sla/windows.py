"""The window of a channel: until when free text reaches the citizen. Nobody is told when it shuts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from .case import Case
from .counting import insert_clocks
from .models import ClockKind, SlaClock
from .rules import rules_in_force


@transaction.atomic
def open_window(
    *, complaint: Case, beside: Collection[int], wrote_at: datetime, until: datetime, now: datetime
) -> None:
    """The citizen wrote at `wrote_at`: the window of this case, and those of the cases `beside` it in the same
    conversation, run until `until`. One that is open goes on as the same clock. An older message moves nothing."""
    if until <= now:
        return
    cases = {complaint.pk, *beside}
    running = SlaClock.objects.filter(complaint__in=cases, kind=ClockKind.WINDOW, is_open=True)
    running.filter(due_at__lt=until).update(started_at=wrote_at, due_at=until)
    if running.filter(complaint=complaint.pk).exists():
        return
    policy_id, _ = rules_in_force(now)
    clock = SlaClock(
        complaint_id=complaint.pk,
        kind=ClockKind.WINDOW,
        policy_id=policy_id,
        opd_id=complaint.opd_id,
        complaint_kind=complaint.kind,
        started_at=wrote_at,
        due_at=until,
    )
    insert_clocks([clock])


def shut_windows(*, now: datetime) -> int:
    """Ends the windows that have run out, at the moment when they did; how many."""
    over = SlaClock.objects.filter(kind=ClockKind.WINDOW, is_open=True, due_at__lte=now)
    return over.update(is_open=False, stopped_at=F("due_at"))
