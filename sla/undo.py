"""Taking back what a word has just done to the clocks of a complaint: as if it had never been said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from . import clocks
from .calendars import current_calendar
from .case import Case
from .counting import move_clocks
from .models import ClockPause, EscalationStep, SlaClock


def remember(*, complaint: Case) -> list[dict[str, Any]]:
    """The open clocks and which of them are held, in a form that JSON takes."""
    running = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).order_by("pk")
    return [{"clock": clock.pk, "is_paused": clock.paused_at is not None} for clock in running]


@transaction.atomic
def restore(*, complaint: Case, remembered: Sequence[dict[str, Any]], now: datetime) -> None:
    """Lets exactly the remembered clocks run or rest again; those started since are cancelled. No due time has moved
    afterwards. A remembered clock that was cancelled meanwhile (the kind of the complaint changed) stays so."""
    was_paused = {entry["clock"]: entry["is_paused"] for entry in remembered}
    younger = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(pk__in=was_paused)
    clocks.cancel(complaint=complaint, kinds=[clock.kind for clock in younger], now=now)  # type: ignore[misc]
    former = SlaClock.objects.filter(pk__in=was_paused, cancelled_at=None).order_by("pk").select_for_update(no_key=True)
    for clock in former:
        _put_back(clock, was_paused=was_paused[clock.pk])


def _put_back(clock: SlaClock, *, was_paused: bool) -> None:
    if was_paused and clock.paused_at is None:
        pause = ClockPause.objects.filter(clock=clock).latest("started_at", "pk")
        ClockPause.objects.filter(pk=pause.pk).update(ended_at=None)
        clock.paused_at = pause.started_at
    elif clock.paused_at is not None and not was_paused:
        # A pause of no length: what was taken back has not held anybody up.
        ClockPause.objects.filter(clock=clock, ended_at=None).update(ended_at=clock.paused_at)
        clock.paused_at = None
    clock.stopped_at, clock.is_open = None, True
    clock.save(update_fields=["paused_at", "stopped_at", "is_open"])
    EscalationStep.objects.filter(clock=clock, fired_at=None).update(cancelled_at=None)
    move_clocks([clock], current_calendar())
