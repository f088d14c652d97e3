"""Starting, stopping and moving the clocks of a complaint: called by its services, in their transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter

from django.db import transaction
from django.db.models import QuerySet

from .calendars import current_calendar
from .case import Case
from .clock_facts import HOUSE_KINDS, UNIT_KINDS
from .counting import (
    count_due_times,
    ended_pauses,
    granted_extensions,
    insert_clocks,
    insert_ladders,
    move_clocks,
    set_due_times,
)
from .models import ClockKind, ClockPause, EscalationStep, Extension, SlaClock
from .pause_reasons import CITIZEN, pause_reasons
from .pauses import end_pause
from .policies import CITY, COMPLAINT_KINDS, counted_kinds, scope_of, terms_of
from .rules import rules_in_force
from .terms import due_times
from .working_time import Calendar, next_working_moment


class ClockError(ValueError):
    """Something that cannot be done to a clock."""


# Without a savepoint: a complaint whose clocks cannot be started is not registered at all.
@transaction.atomic(savepoint=False)
def start(
    *, complaint: Case, kinds: Sequence[ClockKind], now: datetime, is_kind_confirmed: bool = False
) -> list[SlaClock]:
    """Starts clocks at `now` by the policy in force, with their whole ladder; gives the open clocks of `kinds`.

    A clock of that kind that is open already goes on unchanged: five letters before an answer are one promise.
    Until a person has confirmed the complaint's kind, the stricter of it and the default kind binds.
    Raises TermsError or CalendarError when policy or calendar have not been loaded.
    """
    scope = CITY if HOUSE_KINDS.issuperset(kinds) else scope_of(complaint)
    policy_id, calendar = rules_in_force(now, scope)
    started = insert_clocks(
        [_new_clock(complaint, kind, policy_id, calendar, now, is_kind_confirmed) for kind in kinds]
    )
    insert_ladders(started, calendar, {})
    if held := set(kinds) - {clock.kind for clock in started}:
        started += _open(complaint, list(held))
    return sorted(started, key=attrgetter("due_at"))


@transaction.atomic
def stop(*, complaint: Case, kind: ClockKind, now: datetime) -> bool:
    """Stops the open clock of that kind; whether there was one. Exactly at the due time is met.

    `now` is the moment of the deed that stops it, which may lie before the moment it became known (an answer given
    in the phone's own application). A pause ends first, so that the due time is right for ever. The word of somebody
    who saw to that clock is kept with it.
    """
    clock = _locked(complaint, [kind]).first()
    if clock is None:
        return False
    _stop(clock, now)
    keep_word(complaint=complaint, about=kind, now=now)
    return True


@transaction.atomic
def keep_word(*, complaint: Case, about: ClockKind, now: datetime) -> None:
    """The word of somebody who saw to clocks of the kind `about` is kept, whether such a clock runs or not: a word to
    the citizen for a day that was named to him."""
    for word in _locked(complaint, [ClockKind.PROMISE]).filter(pledge__about=about, started_at__lte=now):
        _stop(word, now)


@transaction.atomic
def cancel(*, complaint: Case, kinds: Sequence[ClockKind], now: datetime) -> None:
    """Ends the open clocks of `kinds` without a verdict: neither met nor missed (the complaint was none)."""
    for clock in _locked(complaint, kinds):
        _cancel(clock, now)


def cancel_all(*, complaint: Case, now: datetime) -> None:
    """cancel for every kind of clock but a dispute's: what was contested is still to be decided."""
    cancel(complaint=complaint, kinds=[kind for kind in ClockKind if kind != ClockKind.DISPUTE], now=now)


@transaction.atomic
def restore(*, complaint: Case, cancelled_at: datetime) -> None:
    """Lets the clocks that were cancelled at that moment run again as if they had never been: no due time moves.

    For a deed that is taken back (two cases that were not one). What was held then is held again.
    """
    cancelled = SlaClock.objects.filter(complaint=complaint.pk, cancelled_at=cancelled_at)
    for clock in cancelled.select_for_update(no_key=True).order_by("pk"):
        clock.cancelled_at, clock.is_open = None, True
        clock.save(update_fields=["cancelled_at", "is_open"])
        EscalationStep.objects.filter(clock=clock, fired_at=None, cancelled_at=cancelled_at).update(cancelled_at=None)
        if clock.paused_at:
            ClockPause.objects.filter(clock=clock, ended_at=cancelled_at).update(ended_at=None)


@transaction.atomic
def pause(
    *,
    complaint: Case,
    kinds: Sequence[ClockKind],
    reason: str,
    now: datetime,
    limit_at: datetime | None = None,
    code: str = "",
    source: str = "",
) -> None:
    """Holds the open clocks of `kinds` from `now` on; one that is held already stays as it is.

    `limit_at` is when the pause must have ended; by default when the policy stops waiting for the citizen
    (10 working days, SP4N-LAPOR). Nothing fires meanwhile. Raises ClockError without a reason.
    """
    if not reason.strip():
        raise ClockError("A pause needs a reason")
    for clock in _locked(complaint, kinds).filter(paused_at=None):
        ClockPause.objects.create(
            clock=clock,
            code=code,
            reason=reason,
            source=source,
            started_at=now,
            limit_at=limit_at or _citizens_limit(clock, now),
        )
        clock.paused_at = now
        clock.save(update_fields=["paused_at"])


@transaction.atomic
def resume(*, complaint: Case, kinds: Sequence[ClockKind], now: datetime) -> None:
    """Ends the pause of the clocks of `kinds`: due times and planned steps move by exactly the paused office time."""
    for clock in _locked(complaint, kinds):
        end_pause(clock, now)


@transaction.atomic
def await_citizen(*, complaint: Case, now: datetime) -> None:
    """The city has asked the citizen: his clock starts and the promise of resolving rests until he writes. A pause for
    another reason ends, so that each stretch of time has one reason."""
    reason = pause_reasons()[CITIZEN]
    start(complaint=complaint, kinds=[ClockKind.CITIZEN], now=now)
    resume(complaint=complaint, kinds=[ClockKind.RESOLVE], now=now)
    pause(
        complaint=complaint,
        kinds=[ClockKind.RESOLVE],
        reason=reason.name,
        code=reason.code,
        source=reason.source,
        now=now,
    )


@transaction.atomic
def reopen(*, complaint: Case, kind: ClockKind, now: datetime, gap_reason: str = "") -> SlaClock | None:
    """Lets the last stopped clock of that kind run again, as if it had never stopped; None when there is none.

    For an answer that did not arrive. With `gap_reason` the time since the stop counts as a pause instead (a resolved
    case that is opened again). A younger open clock of the kind is cancelled: the older promise holds.
    """
    stopped = SlaClock.objects.filter(complaint=complaint.pk, kind=kind, stopped_at__isnull=False, is_open=False)
    clock = stopped.order_by("-stopped_at", "-pk").select_for_update(no_key=True).first()
    if clock is None or clock.stopped_at is None:
        return None
    cancel(complaint=complaint, kinds=[kind], now=now)
    if gap_reason:
        ClockPause.objects.create(clock=clock, reason=gap_reason, started_at=clock.stopped_at, ended_at=now)
    clock.stopped_at, clock.is_open = None, True
    clock.opd_id, clock.holder_id = complaint.opd_id, complaint.assignee_id
    clock.save(update_fields=["stopped_at", "is_open", "opd", "holder"])
    EscalationStep.objects.filter(clock=clock, fired_at=None).update(cancelled_at=None)
    move_clocks([clock], current_calendar())
    return clock


@transaction.atomic
def reassign(*, complaint: Case, now: datetime) -> None:
    """The open clocks follow the complaint to its unit and holder. No due time moves: a transfer buys no time. The word
    of somebody whom an escalation has reached stays his, and what somebody reads or decides stays with him."""
    staying = [ClockKind.PROMISE, *HOUSE_KINDS]
    running = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(kind__in=staying)
    running.update(opd=complaint.opd_id, holder=complaint.assignee_id)


@transaction.atomic
def set_kind(*, complaint: Case, complaint_kind: str, is_confirmed: bool, now: datetime) -> None:
    """Counts the open clocks anew for another kind of complaint, from their own start and policy version.

    A clock whose due time changes is cancelled and replaced, so that both promises stay on record. Without a
    person's confirmation nothing gets longer and nothing confirmed changes. Raises ClockError for an unknown kind.
    """
    if complaint_kind not in COMPLAINT_KINDS:
        raise ClockError(f"{complaint_kind!r} is no kind of complaint")
    calendar = current_calendar()
    for clock in _locked(complaint, list(ClockKind)).exclude(kind__in=[ClockKind.PROMISE, *HOUSE_KINDS]):
        _change_kind(clock, calendar, complaint_kind, is_confirmed=is_confirmed, now=now)


def change_kind(*, complaint: Case, now: datetime) -> None:
    """set_kind after a person has decided the complaint's kind."""
    set_kind(complaint=complaint, complaint_kind=complaint.kind, is_confirmed=True, now=now)


def promised_at(*, complaint: Case) -> datetime:
    """When the case is to be resolved, as told to the citizen. Raises ClockError when no such clock runs."""
    due_at = _open(complaint, [ClockKind.RESOLVE]).values_list("due_at", flat=True).first()
    if due_at is None:
        raise ClockError(f"No clock of resolving runs for complaint {complaint.pk}")
    return due_at


def next_office_moment(moment: datetime) -> datetime:
    """The moment itself when the offices are open, else the next opening."""
    return next_working_moment(current_calendar(), moment)


def _open(complaint: Case, kinds: Sequence[ClockKind]) -> QuerySet[SlaClock]:
    return SlaClock.objects.filter(complaint=complaint.pk, kind__in=kinds, is_open=True)


def _locked(complaint: Case, kinds: Sequence[ClockKind]) -> QuerySet[SlaClock]:
    # In order of the key, so that two who lock the same clocks wait for each other and never deadlock.
    return _open(complaint, kinds).select_for_update(no_key=True).order_by("pk")


def _new_clock(
    complaint: Case, kind: ClockKind, policy_id: int, calendar: Calendar, now: datetime, is_kind_confirmed: bool
) -> SlaClock:
    clock = SlaClock(
        complaint_id=complaint.pk,
        kind=kind,
        policy_id=policy_id,
        opd_id=complaint.opd_id,
        hours_of_id=complaint.opd_id if kind in UNIT_KINDS else None,
        hours_part_id=complaint.category_id if kind in UNIT_KINDS and complaint.opd_id else None,
        holder_id=complaint.assignee_id,
        complaint_kind=complaint.kind,
        is_kind_confirmed=is_kind_confirmed,
        started_at=now,
    )
    set_due_times(clock, count_due_times(clock, calendar))
    return clock


def _stop(clock: SlaClock, now: datetime) -> None:
    end_pause(clock, now)
    clock.stopped_at, clock.is_open = now, False
    clock.save(update_fields=["stopped_at", "is_open"])
    _cancel_steps([clock], now)


def _cancel(clock: SlaClock, now: datetime) -> None:
    ClockPause.objects.filter(clock=clock, ended_at=None).update(ended_at=now)
    clock.cancelled_at, clock.is_open = now, False
    clock.save(update_fields=["cancelled_at", "is_open"])
    _cancel_steps([clock], now)


def _cancel_steps(clocks: Collection[SlaClock], now: datetime) -> None:
    EscalationStep.objects.filter(clock__in=clocks, fired_at=None, cancelled_at=None).update(cancelled_at=now)


def _citizens_limit(clock: SlaClock, now: datetime) -> datetime:
    kinds = counted_kinds(clock.complaint_kind, is_confirmed=clock.is_kind_confirmed)
    return due_times(terms_of(clock.policy_id), current_calendar(), ClockKind.CITIZEN, kinds, now).due_at


def _change_kind(
    clock: SlaClock, calendar: Calendar, complaint_kind: str, *, is_confirmed: bool, now: datetime
) -> None:
    if clock.is_kind_confirmed and not is_confirmed:
        return
    successor = _successor(clock, complaint_kind, is_confirmed=is_confirmed)
    pauses, extension = ended_pauses([clock]).get(clock.pk, ()), granted_extensions([clock]).get(clock.pk)
    set_due_times(successor, count_due_times(successor, calendar, pauses, extension))
    if successor.due_at > clock.due_at and not is_confirmed:
        return
    if successor.due_at != clock.due_at:
        _replace(clock, successor, calendar, now)
        return
    clock.complaint_kind, clock.is_kind_confirmed = complaint_kind, is_confirmed
    clock.save(update_fields=["complaint_kind", "is_kind_confirmed"])


def _successor(clock: SlaClock, complaint_kind: str, *, is_confirmed: bool) -> SlaClock:
    return SlaClock(
        complaint_id=clock.complaint_id,
        kind=clock.kind,
        policy_id=clock.policy_id,
        opd_id=clock.opd_id,
        hours_of_id=clock.hours_of_id,
        hours_part_id=clock.hours_part_id,
        holder_id=clock.holder_id,
        complaint_kind=complaint_kind,
        is_kind_confirmed=is_confirmed,
        started_at=clock.started_at,
        paused_at=clock.paused_at,
    )


def _replace(clock: SlaClock, successor: SlaClock, calendar: Calendar, now: datetime) -> None:
    pauses, granted = list(clock.pauses.all()), list(clock.extensions.filter(is_granted=True))
    _cancel(clock, now)
    successor.save()
    ClockPause.objects.bulk_create(
        ClockPause(
            clock=successor,
            code=held.code,
            reason=held.reason,
            source=held.source,
            set_by=held.set_by,
            started_at=held.started_at,
            limit_at=held.limit_at,
            ended_at=held.ended_at,
        )
        for held in pauses
    )
    for extension in granted:
        extension.pk, extension.clock = None, successor
    Extension.objects.bulk_create(granted)
    insert_ladders([successor], calendar, ended_pauses([successor]))
