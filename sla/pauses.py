"""Holding the promise of resolving for a reason from the list, and letting it run again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from opd.models import User

from .calendars import current_calendar
from .case import Case
from .counting import move_clocks
from .errors import ClockRefusedError
from .models import ClockKind, ClockPause, SlaClock
from .pause_reasons import pause_reasons
from .working_time import end_of_nth_working_day


@transaction.atomic
def hold(*, complaint: Case, code: str, note: str, user: User, now: datetime) -> ClockPause:
    """Holds the promise of resolving from `now` on, at most for the working days of the reason `code`.

    Each reason holds a promise once. No other clock rests: the citizen still has his answers. Raises ClockRefusedError.
    """
    reason = pause_reasons().get(code)
    if reason is None or not reason.is_by_hand:
        raise ClockRefusedError("Pilih alasan jeda dari daftar.")
    clock = _resolve_clock(complaint)
    if clock is None or clock.paused_at:
        raise ClockRefusedError("Tenggat penyelesaian aduan ini tidak sedang berjalan.")
    if clock.pauses.filter(code=code).exists():
        raise ClockRefusedError(f"Alasan “{reason.name}” sudah pernah dipakai untuk tenggat ini. Minta perpanjangan.")
    pause = ClockPause.objects.create(
        clock=clock,
        code=code,
        reason=f"{reason.name}: {note}"[:200],
        source=reason.source,
        set_by=user,
        started_at=now,
        limit_at=end_of_nth_working_day(current_calendar(), now, reason.days),
    )
    clock.paused_at = now
    clock.save(update_fields=["paused_at"])
    return pause


@transaction.atomic
def let_run(*, complaint: Case, now: datetime) -> None:
    """Ends the pause of the promise of resolving. Raises ClockRefusedError when it is not held by hand."""
    clock = _resolve_clock(complaint)
    pause = clock.pauses.filter(ended_at=None).first() if clock else None
    if clock is None or pause is None or not pause.is_by_hand:
        raise ClockRefusedError("Tenggat penyelesaian aduan ini tidak sedang dijeda petugas.")
    end_pause(clock, now)


@transaction.atomic
def end_at_limit(*, pause: ClockPause) -> bool:
    """Ends a pause whose limit has passed exactly at its limit, however late the sweep comes; whether it was open."""
    clock = SlaClock.objects.select_for_update(no_key=True).get(pk=pause.clock_id)
    if pause.limit_at is None or not clock.pauses.filter(pk=pause.pk, ended_at=None).exists():
        return False
    end_pause(clock, pause.limit_at)
    return True


def end_pause(clock: SlaClock, at: datetime) -> None:
    """Ends the open pause of a clock that the caller has locked: due times and rungs move by the paused office time.

    It never lasts longer than its limit, though nobody may have swept since.
    """
    if clock.paused_at is None:
        return
    # LEAST leaves out an empty limit.
    ClockPause.objects.filter(clock=clock, ended_at=None).update(ended_at=Least(F("limit_at"), Value(at)))
    clock.paused_at = None
    clock.save(update_fields=["paused_at"])
    move_clocks([clock], current_calendar())


def _resolve_clock(complaint: Case) -> SlaClock | None:
    running = SlaClock.objects.filter(complaint=complaint.pk, kind=ClockKind.RESOLVE, is_open=True)
    return running.select_for_update(no_key=True).first()
