"""Which promise a complaint falls under once its category or its first unit is known: after its clocks have begun."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from .calendars import current_calendar
from .case import Case
from .clock_facts import HOUSE_KINDS, UNIT_KINDS
from .counting import count_anew, ended_pauses, insert_ladders, set_due_times
from .models import ClockKind, DueChange, EscalationStep, Policy, SlaClock
from .policies import current_policy, scope_of
from .terms import DueTimes
from .working_time import Calendar, has_own_hours

FIELDS = ["policy", "hours_of", "hours_part", "due_at", "internal_due_at", "legal_due_at"]
# A word has its own day, and what the house asks of itself is the same for every case.
UNBOUND = (ClockKind.PROMISE, *HOUSE_KINDS)
Hours = tuple[int | None, int | None]  # a unit and the category of its part


@transaction.atomic
def bind_policy(*, complaint: Case, may_lengthen: bool, now: datetime) -> bool:
    """Puts the open clocks under the most specific promise that was in force when each began, and under the hours of
    the unit that has the case, or of its part for the category; whether a due time moved.

    Each move is on record. Without `may_lengthen` no promise gets longer: a guess and a transfer buy no time. The hours
    of another unit lengthen none even then. Raises TermsError when no policy is in force.
    """
    calendar, moved = current_calendar(), False
    has_special = Policy.objects.exclude(category=None, channel="", opd=None).exists()
    if not has_special and not has_own_hours(calendar, complaint.opd_id):
        return _note_unit(complaint)
    clocks = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(kind__in=UNBOUND)
    for clock in clocks.select_for_update(no_key=True, of=("self",)).select_related("policy").order_by("pk"):
        policy = current_policy(clock.started_at, scope_of(complaint)) if has_special else clock.policy
        hours = _hours(complaint, clock)
        if (policy.pk, hours) != (clock.policy_id, (clock.hours_of_id, clock.hours_part_id)):
            moved |= _bind(clock, policy, hours, calendar, may_lengthen=may_lengthen, now=now)
    return moved


def _hours(complaint: Case, clock: SlaClock) -> Hours:
    is_of_unit = clock.kind in UNIT_KINDS and complaint.opd_id is not None
    return (complaint.opd_id, complaint.category_id) if is_of_unit else (None, None)


def _note_unit(complaint: Case) -> bool:
    """A unit with the city's hours moves nothing; should it or a part of it work on shift one day, its running clocks
    will follow."""
    if complaint.opd_id is not None:
        own = Q(hours_of=None) | Q(hours_of=complaint.opd_id)
        clocks = SlaClock.objects.filter(own, complaint=complaint.pk, is_open=True, kind__in=UNIT_KINDS)
        clocks.update(hours_of=complaint.opd_id, hours_part=complaint.category_id)
    return False


def _bind(
    clock: SlaClock, policy: Policy, hours: Hours, calendar: Calendar, *, may_lengthen: bool, now: datetime
) -> bool:
    former, is_same_promise = clock.due_at, clock.policy_id == policy.pk
    times = _bound(clock, policy, hours, calendar)
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


def _bound(clock: SlaClock, policy: Policy, hours: Hours, calendar: Calendar) -> DueTimes:
    """Puts policy and hours into the clock and counts it, by the hours of its former unit where they end earlier."""
    former: Hours = (clock.hours_of_id, clock.hours_part_id)
    clock.policy = policy
    times = _count(clock, hours, calendar)
    if former[0] in (None, hours[0]):
        return times
    kept = _count(clock, former, calendar)
    return kept if kept.due_at < times.due_at else _count(clock, hours, calendar)


def _count(clock: SlaClock, hours: Hours, calendar: Calendar) -> DueTimes:
    clock.hours_of_id, clock.hours_part_id = hours
    [(_, times)] = count_anew([clock], calendar, ended_pauses([clock]))
    return times
