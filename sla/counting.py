"""Due times and ladder of a clock, always counted from its beginning: start, policy version, pauses, calendar."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from .models import ClockKind, ClockPause, EscalationStep, Extension, Level, SlaClock
from .policies import counted_kinds, terms_of
from .terms import (
    DueTimes,
    PlannedStep,
    Rule,
    Target,
    TermsError,
    due_times,
    extend,
    move_by_pauses,
    plan_steps,
    target_ends,
)
from .working_time import Calendar, Span, unit_calendar

REMINDED_AT = 75  # per cent of the time in which a dispute is to be decided; house rule, as for every other clock
DUE_FIELDS = ["due_at", "internal_due_at", "legal_due_at"]

# bulk_create gives no keys when it ignores conflicts, and reading the rows again would cost each complaint a query.
INSERT_CLOCKS = """
    INSERT INTO sla_slaclock (is_open, complaint_id, kind, policy_id, opd_id, hours_of_id, hours_part_id, holder_id,
        complaint_kind, is_kind_confirmed, started_at, due_at, internal_due_at, legal_due_at)
    SELECT true, clock.*
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::text[], %s::boolean[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) clock
    ON CONFLICT DO NOTHING
    RETURNING complaint_id, kind, id
"""
# One statement for all rows: bulk_update would write a CASE with a branch for each row and column.
MOVE_CLOCKS = """
    UPDATE sla_slaclock clock
    SET due_at = moved.due_at, internal_due_at = moved.internal_due_at, legal_due_at = moved.legal_due_at
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
        moved (id, due_at, internal_due_at, legal_due_at)
    WHERE clock.id = moved.id
"""
MOVE_STEPS = """
    UPDATE sla_escalationstep step SET fires_at = moved.fires_at
    FROM unnest(%s::bigint[], %s::timestamptz[]) moved (id, fires_at)
    WHERE step.id = moved.id
"""
VALUES_OF = attrgetter(
    "complaint_id",
    "kind",
    "policy_id",
    "opd_id",
    "hours_of_id",
    "hours_part_id",
    "holder_id",
    "complaint_kind",
    "is_kind_confirmed",
    "started_at",
    *DUE_FIELDS,
)


def ended_pauses(clocks: Collection[SlaClock]) -> Mapping[int, Sequence[Span]]:
    """The stretches that do not count, by clock, in order of time. An open pause counts when it ends."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for pause in ClockPause.objects.filter(clock__in=clocks, ended_at__isnull=False).order_by("started_at", "id"):
        if pause.ended_at:
            spans[pause.clock_id].append((pause.started_at, pause.ended_at))
    return spans


def granted_extensions(clocks: Collection[SlaClock]) -> Mapping[int, Extension]:
    """The newest granted extension by clock."""
    rows = Extension.objects.filter(clock__in=clocks, is_granted=True).order_by("decided_at", "pk")
    return {extension.clock_id: extension for extension in rows}


def own_calendar(clock: SlaClock, calendar: Calendar) -> Calendar:
    """The calendar by which that clock is counted, out of the city's and its units'."""
    return unit_calendar(calendar, clock.hours_of_id, clock.hours_part_id)


def count_due_times(
    clock: SlaClock, calendar: Calendar, pauses: Sequence[Span] = (), extension: Extension | None = None
) -> DueTimes:
    """When the promise ends by the clock's own version of the policy; of a person's word, when he said; of a
    channel's window, when it shuts. Raises TermsError."""
    if clock.kind in (ClockKind.PROMISE, ClockKind.WINDOW):
        return DueTimes(clock.due_at)
    calendar = own_calendar(clock, calendar)
    kinds = counted_kinds(clock.complaint_kind, is_confirmed=clock.is_kind_confirmed)
    times = due_times(terms_of(clock.policy_id), calendar, clock.kind, kinds, clock.started_at)
    moved = move_by_pauses(calendar, times, pauses)
    if extension is None or extension.decided_at is None:
        return moved
    return extend(calendar, moved, extension.until, extension.decided_at, pauses)


def binding_target(clock: SlaClock, calendar: Calendar) -> Target:
    """The limit of the policy that ends first, before pauses and extensions. Raises TermsError when there is none."""
    kinds = counted_kinds(clock.complaint_kind, is_confirmed=clock.is_kind_confirmed)
    ends = target_ends(terms_of(clock.policy_id), own_calendar(clock, calendar), clock.kind, kinds, clock.started_at)
    target = next((target for target, _ in ends if not target.is_internal), None)
    if target is None:
        raise TermsError(f"The policy has no limit for clock {clock.kind!r}")
    return target


def set_due_times(clock: SlaClock, times: DueTimes) -> None:
    """Puts the times into the row; the caller saves DUE_FIELDS."""
    clock.due_at, clock.internal_due_at, clock.legal_due_at = times.due_at, times.internal, times.legal


def plan_ladder(clock: SlaClock, calendar: Calendar, pauses: Sequence[Span] = ()) -> Sequence[PlannedStep]:
    """The rungs of the clock; none when the city waits for the citizen, and for a channel's window: nobody at the city
    is late then."""
    if clock.kind in (ClockKind.CITIZEN, ClockKind.WINDOW):
        return ()
    rules = terms_of(clock.policy_id).rules
    if clock.kind == ClockKind.PROMISE:
        rules = tuple(_rules_of_a_word(rules))
    if clock.kind == ClockKind.DISPUTE:
        rules = tuple(_rules_of_a_dispute(rules))
    return plan_steps(rules, own_calendar(clock, calendar), clock.started_at, clock.due_at, pauses)


def _rules_of_a_word(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Its giver is reminded; broken, it goes to the coordinator at once, whoever gave it."""
    for rule in rules:
        if rule.level == Level.KOORDINATOR:
            yield replace(rule, percent=None, after_days=0)
        elif rule.level not in (Level.KEPALA_BIDANG, Level.KEPALA_OPD):
            yield rule


def _rules_of_a_dispute(rules: Sequence[Rule]) -> Iterator[Rule]:
    """The coordinator decides it: he is reminded before its day is over, the levels above him are told afterwards."""
    for rule in rules:
        if rule.level == Level.KOORDINATOR:
            yield replace(rule, percent=REMINDED_AT, after_days=None)
        elif rule.level in (Level.SEKDA, Level.WALI_KOTA):
            yield rule


def insert_clocks(clocks: Sequence[SlaClock]) -> list[SlaClock]:
    """Writes the clocks of which the complaint has no open one of the kind, and gives those, with their keys."""
    if not clocks:
        return []
    columns = [list(column) for column in zip(*map(VALUES_OF, clocks), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_CLOCKS, columns)
        keys = {(complaint_id, kind): pk for complaint_id, kind, pk in cursor.fetchall()}
    inserted = [clock for clock in clocks if (clock.complaint_id, clock.kind) in keys]
    for clock in inserted:
        clock.pk = keys[clock.complaint_id, clock.kind]
        clock._state.adding = False
    return inserted


def insert_ladders(clocks: Collection[SlaClock], calendar: Calendar, pauses: Mapping[int, Sequence[Span]]) -> None:
    """Writes the rungs that the clocks do not have yet."""
    EscalationStep.objects.bulk_create(
        [
            EscalationStep(clock=clock, level=step.level, rank=step.rank, fires_at=step.fires_at)
            for clock in clocks
            for step in plan_ladder(clock, calendar, pauses.get(clock.pk, ()))
        ],
        ignore_conflicts=True,
    )


def count_anew(
    clocks: Sequence[SlaClock], calendar: Calendar, pauses: Mapping[int, Sequence[Span]]
) -> Iterator[tuple[SlaClock, DueTimes]]:
    """Each clock with its due times by that calendar. Moves nothing."""
    extensions = granted_extensions(clocks)
    for clock in clocks:
        yield clock, count_due_times(clock, calendar, pauses.get(clock.pk, ()), extensions.get(clock.pk))


def move_clocks(clocks: Sequence[SlaClock], calendar: Calendar) -> dict[int, datetime]:
    """Counts the clocks anew and moves those that differ, with the rungs that have not fired.

    Gives the former due time of each clock whose due time moved, by key. The caller holds the locks of the clocks, so
    no sweep fires meanwhile.
    """
    pauses = ended_pauses(clocks)
    former = {clock.pk: _times_of(clock) for clock in clocks}
    for clock, times in count_anew(clocks, calendar, pauses):
        set_due_times(clock, times)
    moved = [clock for clock in clocks if former[clock.pk] != _times_of(clock)]
    _write(MOVE_CLOCKS, [(clock.pk, *_times_of(clock)) for clock in moved])
    _move_ladders(clocks, calendar, pauses)
    return {clock.pk: former[clock.pk][0] for clock in moved if former[clock.pk][0] != clock.due_at}


def _times_of(clock: SlaClock) -> tuple[datetime, datetime | None, datetime | None]:
    return clock.due_at, clock.internal_due_at, clock.legal_due_at


def _move_ladders(clocks: Sequence[SlaClock], calendar: Calendar, pauses: Mapping[int, Sequence[Span]]) -> None:
    moments = {
        (clock.pk, step.level): step.fires_at
        for clock in clocks
        for step in plan_ladder(clock, calendar, pauses.get(clock.pk, ()))
    }
    waiting = EscalationStep.objects.filter(clock__in=clocks, fired_at__isnull=True)
    rows = waiting.values_list("pk", "clock_id", "level", "fires_at")
    planned = ((pk, moments[clock_id, level], fires_at) for pk, clock_id, level, fires_at in rows)
    _write(MOVE_STEPS, [(pk, moment) for pk, moment, fires_at in planned if moment != fires_at])


def _write(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
