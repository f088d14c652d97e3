"""The officer's word for the next step, given with his acknowledgement: a promise with its owner and its clock."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from opd.models import User

from .calendars import current_calendar
from .case import Case
from .counting import insert_clocks, insert_ladders
from .errors import ClockRefusedError
from .models import ClockKind, Level, Pledge, SlaClock
from .rules import rules_in_force
from .working_time import LAST_SECOND, Calendar, closing_from, nth_working_day

NEXT_STEP_DAYS = 2  # working days, a house rule: long enough to look at a place, short enough to be waited for
ABOUT = (ClockKind.FIRST_ANSWER, ClockKind.NEXT_ANSWER, ClockKind.RESOLVE)  # the first that runs


def next_step_due(*, complaint: Case, now: datetime) -> datetime:
    """By when an officer who acknowledges now can promise the next word: the end of office hours of the second working
    day, never after the promise that is due first, and the word that runs already where there is one."""
    running = SlaClock.objects.filter(complaint=complaint.pk, is_open=True)
    return next_step_among(running, current_calendar(), now)


def next_step_among(clocks: Iterable[SlaClock], calendar: Calendar, now: datetime) -> datetime:
    """next_step_due for the clocks of a case that have been read already."""
    running = [clock for clock in clocks if clock.is_open and clock.due_at > now]
    if words := [clock.due_at for clock in running if clock.kind == ClockKind.PROMISE]:
        return min(words)
    ours = closing_from(calendar, nth_working_day(calendar, now, NEXT_STEP_DAYS))
    promised = [clock.due_at for clock in running if clock.kind in ABOUT and clock.paused_at is None]
    return min([ours, *promised])


def end_of_promised_day(*, day: date, now: datetime) -> datetime:
    """When a promise for that day is over: at the end of its office hours, or where there are none any more at
    midnight."""
    calendar = current_calendar()
    closing = closing_from(calendar, day)
    midnight = datetime.combine(day, LAST_SECOND, calendar.zone)
    return closing if closing.date() == day and closing > now else midnight


@transaction.atomic
def promise_day(*, complaint: Case, day: date, user: User, now: datetime) -> Pledge | None:
    """Starts the clock of a day that an officer has named in his answer: `user` owes the citizen the next word by its
    end, and his next answer or the result keeps it. None where somebody's word runs already, which then holds, or where
    nothing is open. Raises ClockRefusedError for a day that has passed."""
    due_at = end_of_promised_day(day=day, now=now)
    if due_at <= now:
        raise ClockRefusedError("Hari yang dijanjikan sudah lewat.")
    kinds = set(SlaClock.objects.filter(complaint=complaint.pk, is_open=True).values_list("kind", flat=True))
    if not kinds & set(ABOUT) or ClockKind.PROMISE in kinds:
        return None
    return _start(complaint, ClockKind.NEXT_ANSWER, due_at, user, now)


@transaction.atomic
def promise_next_step(*, complaint: Case, due_at: datetime, user: User, now: datetime) -> Pledge | None:
    """Starts the clock of that word, kept by an answer; None where somebody's word runs already, which then holds, or
    where nothing is left to promise."""
    kinds = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).values_list("kind", flat=True)
    about = next((kind for kind in ABOUT if kind in set(kinds)), None)
    if about is None or ClockKind.PROMISE in set(kinds):
        return None
    return _start(complaint, about, due_at, user, now)


def _start(complaint: Case, about: ClockKind, due_at: datetime, user: User, now: datetime) -> Pledge:
    policy_id, calendar = rules_in_force(now)
    clock = SlaClock(
        complaint_id=complaint.pk,
        kind=ClockKind.PROMISE,
        policy_id=policy_id,
        opd_id=complaint.opd_id,
        holder_id=user.pk,
        complaint_kind=complaint.kind,
        started_at=now,
        due_at=due_at,
    )
    insert_ladders(insert_clocks([clock]), calendar, {})
    return Pledge.objects.create(clock=clock, about=about, level=Level.PETUGAS, pledged_by=user, pledged_at=now)
