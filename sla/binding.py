"""Which promise a complaint falls under once its category or its first unit is known: after its clocks have begun."""

from datetime import datetime

from django.db import transaction

from .calendars import current_calendar
from .case import Case
from .clock_facts import HOUSE_KINDS, UNIT_KINDS
from .counting import count_anew, ended_pauses, insert_ladders, set_due_times
from .models import ClockKind, DueChange, EscalationStep, Policy, SlaClock
from .policies import current_policy, scope_of
from .working_time import Calendar

FIELDS = ["policy", "hours_of", "due_at", "internal_due_at", "legal_due_at"]
# A word has its own day, and what the house asks of itself is the same for every case.
UNBOUND = (ClockKind.PROMISE, *HOUSE_KINDS)


@transaction.atomic
def bind_policy(*, complaint: Case, may_lengthen: bool, now: datetime) -> bool:
    """Puts the open clocks under the most specific promise that was in force when each began, and under the hours of
    the unit that has the case; whether a due time moved.

    Each move is on record. Without `may_lengthen` no promise gets longer: a guess and a transfer buy no time. Raises
    TermsError when no policy is in force.
    """
    calendar, moved = current_calendar(), False
    has_special = Policy.objects.exclude(category=None, channel="", opd=None).exists()
    if not has_special and complaint.opd_id not in calendar.units:
        return _note_unit(complaint)
    clocks = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(kind__in=UNBOUND)
    for clock in clocks.select_for_update(no_key=True, of=("self",)).select_related("policy").order_by("pk"):
        policy = current_policy(clock.started_at, scope_of(complaint)) if has_special else clock.policy
        hours_of = complaint.opd_id if clock.kind in UNIT_KINDS else None
        if (policy.pk, hours_of) != (clock.policy_id, clock.hours_of_id):
            moved |= _bind(clock, policy, hours_of, calendar, may_lengthen=may_lengthen, now=now)
    return moved


def _note_unit(complaint: Case) -> bool:
    """A unit with the city's hours moves nothing; should it work on shift one day, its running clocks will follow."""
    if complaint.opd_id is not None:
        undecided = SlaClock.objects.filter(complaint=complaint.pk, is_open=True, hours_of=None)
        undecided.filter(kind__in=UNIT_KINDS).update(hours_of=complaint.opd_id)
    return False


def _bind(
    clock: SlaClock, policy: Policy, hours_of: int | None, calendar: Calendar, *, may_lengthen: bool, now: datetime
) -> bool:
    former, is_same_promise = clock.due_at, clock.policy_id == policy.pk
    clock.policy, clock.hours_of_id = policy, hours_of
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
    reason = "Dihitung menurut jam kerja OPD" if is_same_promise else f"Berlaku {policy.name}"[:200]
    DueChange.objects.create(clock=clock, changed_at=now, reason=reason, old_due_at=former, new_due_at=clock.due_at)
    return True
