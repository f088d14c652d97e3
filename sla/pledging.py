"""Saya pegang, sampai ...: the word of somebody whom an escalation has reached, itself a clock."""

from datetime import date, datetime

from django.db import transaction

from opd.models import User

from .case import Case
from .clocks import stop
from .counting import insert_clocks, insert_ladders
from .errors import ClockRefusedError
from .models import ClockKind, Level, Pledge, SlaClock
from .queries import told_levels
from .rules import rules_in_force
from .working_time import Calendar, closing_from, nth_working_day

MAX_DAYS = 5  # house rule: a word for longer than a working week is no escalation any more


@transaction.atomic
def pledge(*, complaint: Case, level: Level, until: date, user: User, now: datetime) -> Pledge:
    """Notes that `user` sees to the case until the end of office hours on `until`, and starts the clock of that word.

    It is kept when the clock that it is about stops. A word that was broken makes room for a new one. Raises
    ClockRefusedError when nobody of that level was told, while another's word still runs, for a day that is no
    working day within MAX_DAYS.
    """
    told = told_levels(complaint.pk)
    if not told or (level not in told and level != Level.KOORDINATOR):
        raise ClockRefusedError("Aduan ini belum dinaikkan kepada Anda.")
    _make_room(complaint, now)
    policy_id, calendar = rules_in_force(now)
    about = _clock_in_need(complaint)
    clock = SlaClock(
        complaint_id=complaint.pk,
        kind=ClockKind.PROMISE,
        policy_id=policy_id,
        opd_id=complaint.opd_id,
        holder_id=user.pk,
        complaint_kind=complaint.kind,
        started_at=now,
        due_at=_end_of(calendar, until, now),
    )
    insert_ladders(insert_clocks([clock]), calendar, {})
    return Pledge.objects.create(clock=clock, about=about.kind, level=level, pledged_by=user, pledged_at=now)


def _make_room(complaint: Case, now: datetime) -> None:
    running = SlaClock.objects.filter(complaint=complaint.pk, kind=ClockKind.PROMISE, is_open=True)
    clock = running.select_related("holder").first()
    if clock and now <= clock.due_at:
        name = clock.holder.display_name if clock.holder else "petugas lain"
        raise ClockRefusedError(f"Aduan ini sedang dipegang {name}.")
    stop(complaint=complaint, kind=ClockKind.PROMISE, now=now)


def _clock_in_need(complaint: Case) -> SlaClock:
    """The promise that is due first: what the word is about."""
    running = SlaClock.objects.filter(complaint=complaint.pk, is_open=True, paused_at=None)
    clock = (
        running.exclude(kind__in=[ClockKind.CITIZEN, ClockKind.PROMISE, ClockKind.WINDOW])
        .order_by("due_at", "pk")
        .first()
    )
    if clock is None:
        raise ClockRefusedError("Tidak ada tenggat yang berjalan pada aduan ini.")
    return clock


def _end_of(calendar: Calendar, until: date, now: datetime) -> datetime:
    due_at = closing_from(calendar, until)
    last = closing_from(calendar, nth_working_day(calendar, now, MAX_DAYS))
    if due_at.date() != until or not now < due_at <= last:
        raise ClockRefusedError(f"Pilih hari kerja, paling lama {MAX_DAYS} hari kerja dari sekarang.")
    return due_at
