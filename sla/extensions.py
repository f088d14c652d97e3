"""More time for the promise of resolving: asked, then granted or refused. What was promised before stays on record."""

from datetime import date, datetime

from django.db import transaction

from opd.models import User

from .calendars import current_calendar
from .case import Case
from .counting import move_clocks
from .errors import ClockRefusedError
from .models import ClockKind, DueChange, Extension, SlaClock
from .working_time import Calendar, closing_from, is_working_day


@transaction.atomic
def ask(*, complaint: Case, until: date, reason: str, user: User, now: datetime) -> Extension:
    """Asks to keep the promise of resolving by the end of `until`. The clock runs on meanwhile.

    Raises ClockRefusedError after the due time, while another request is open, for a day off, for a day that is not
    later, and for a day past the law's own limit.
    """
    running = SlaClock.objects.filter(complaint=complaint.pk, kind=ClockKind.RESOLVE, is_open=True)
    clock = running.select_for_update(no_key=True).first()
    if clock is None:
        raise ClockRefusedError("Tenggat penyelesaian aduan ini tidak sedang berjalan.")
    if now > clock.due_at:
        raise ClockRefusedError("Tenggat ini sudah lewat, jadi tidak dapat diperpanjang. Ajukan sanggahan.")
    if clock.extensions.filter(is_granted=None).exists():
        raise ClockRefusedError("Permintaan perpanjangan sebelumnya belum diputuskan koordinator.")
    _check_day(clock, until, current_calendar())
    return Extension.objects.create(clock=clock, until=until, reason=reason[:300], asked_by=user, asked_at=now)


@transaction.atomic
def decide(*, extension: Extension, is_granted: bool, remark: str, user: User, now: datetime) -> Extension:
    """Grants or refuses an open request. Granted, the due time and the rungs that have not fired move, and the former
    due time is kept as a DueChange. Raises ClockRefusedError when it is decided or the promise runs no more."""
    clock = SlaClock.objects.select_for_update(no_key=True).get(pk=extension.clock_id)
    undecided = Extension.objects.filter(pk=extension.pk, is_granted=None)
    if not undecided.update(is_granted=is_granted, remark=remark[:300], decided_by=user, decided_at=now):
        raise ClockRefusedError("Permintaan ini sudah diputuskan.")
    if is_granted:
        _move(clock, extension.until, now)
    extension.refresh_from_db()
    return extension


def _check_day(clock: SlaClock, until: date, calendar: Calendar) -> None:
    if not is_working_day(calendar, until):
        raise ClockRefusedError("Pilih hari kerja sebagai tenggat baru.")
    closing = closing_from(calendar, until)
    if closing <= clock.due_at:
        raise ClockRefusedError("Tenggat baru harus sesudah tenggat sekarang.")
    if clock.legal_due_at and closing > clock.legal_due_at:
        raise ClockRefusedError(f"Batas undang-undang {clock.legal_due_at.astimezone(calendar.zone):%d-%m-%Y}.")


def _move(clock: SlaClock, until: date, now: datetime) -> None:
    if not clock.is_open:
        raise ClockRefusedError("Tenggat ini sudah tidak berjalan, jadi tidak dapat diperpanjang.")
    former = move_clocks([clock], current_calendar())
    if clock.pk in former:
        DueChange.objects.create(
            clock=clock,
            changed_at=now,
            reason=f"Diperpanjang sampai {until:%d-%m-%Y}",
            old_due_at=former[clock.pk],
            new_due_at=clock.due_at,
        )
