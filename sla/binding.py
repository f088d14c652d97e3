"""Which promise a complaint falls under once its category or its first unit is known: after its clocks have begun."""

from datetime import datetime

from django.db import transaction

from .calendars import current_calendar
from .case import Case
from .counting import count_anew, ended_pauses, insert_ladders, set_due_times
from .models import ClockKind, DueChange, EscalationStep, Policy, SlaClock
from .policies import current_policy, scope_of
from .working_time import Calendar

FIELDS = ["policy", "due_at", "internal_due_at", "legal_due_at"]


@transaction.atomic
def bind_policy(*, complaint: Case, may_lengthen: bool, now: datetime) -> bool:
    """Puts the open clocks under the most specific promise that was in force when each began; whether a due time moved.

    Each move is on record. Without `may_lengthen` no promise gets longer: a guess and a transfer buy no time. Raises
    TermsError when no policy is in force.
    """
    if not Policy.objects.exclude(category=None, channel="", opd=None).exists():
        return False
    calendar, moved = current_calendar(), False
    clocks = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(kind=ClockKind.PROMISE)
    for clock in clocks.select_for_update(no_key=True).order_by("pk"):
        policy = current_policy(clock.started_at, scope_of(complaint))
        if policy.pk != clock.policy_id:
            moved |= _bind(clock, policy, calendar, may_lengthen=may_lengthen, now=now)
    return moved


def _bind(clock: SlaClock, policy: Policy, calendar: Calendar, *, may_lengthen: bool, now: datetime) -> bool:
    former, clock.policy = clock.due_at, policy
    [(_, times)] = count_anew([clock], calendar, ended_pauses([clock]))
    if times.due_at > former and not may_lengthen:
        return False
    set_due_times(clock, times)
    clock.save(update_fields=FIELDS)
    # The other promise may have other levels; what has fired stays.
    EscalationStep.objects.filter(clock=clock, fired_at=None).delete()
    insert_ladders([clock], calendar, ended_pauses([clock]))
    if clock.due_at == former:
        return False
    reason = f"Berlaku {policy.name}"[:200]
    DueChange.objects.create(clock=clock, changed_at=now, reason=reason, old_due_at=former, new_due_at=clock.due_at)
    return True
