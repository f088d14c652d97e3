"""Taking back what a word has just done to the clocks of a complaint: as if it had never been said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from . import clocks
from .calendars import current_calendar
from .case import Case
from .counting import move_clocks
from .models import ClockKind, ClockPause, EscalationStep, SlaClock


def remember(*, complaint: Case) -> list[dict[str, Any]]:
    """The open clocks and the pause that holds each of them, in a form that JSON takes."""
    running = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).order_by("pk")
    held = running.annotate(pause=Max("pauses__pk", filter=Q(pauses__ended_at=None)))
    return [{"clock": clock, "pause": pause} for clock, pause in held.values_list("pk", "pause")]


@transaction.atomic
def restore(*, complaint: Case, remembered: Sequence[dict[str, Any]], now: datetime) -> None:
    """Lets exactly the remembered clocks run or rest again; those started since are cancelled. No due time has moved
    afterwards. A remembered clock that was cancelled meanwhile (the kind of the complaint changed) stays so."""
    pauses = {entry["clock"]: entry["pause"] for entry in remembered}
    younger = SlaClock.objects.filter(complaint=complaint.pk, is_open=True).exclude(pk__in=pauses)
    # A dispute is about what has passed; it stands whatever is taken back.
    younger = younger.exclude(kind=ClockKind.DISPUTE)
    clocks.cancel(complaint=complaint, kinds=[clock.kind for clock in younger], now=now)  # type: ignore[misc]
    former = SlaClock.objects.filter(pk__in=pauses, cancelled_at=None).order_by("pk").select_for_update(no_key=True)
    for clock in former:
        _put_back(clock, pauses[clock.pk])


def _put_back(clock: SlaClock, pause_id: int | None) -> None:
    held = ClockPause.objects.filter(clock=clock, pk=pause_id).first() if pause_id else None
    # A pause of no length: what was taken back has not held anybody up.
    since = ClockPause.objects.filter(clock=clock, ended_at=None).exclude(pk__in=[held.pk] if held else [])
    since.update(ended_at=F("started_at"))
    if held:
        ClockPause.objects.filter(pk=held.pk).update(ended_at=None)
    clock.paused_at = held.started_at if held else None
    clock.stopped_at, clock.is_open = None, True
    clock.save(update_fields=["paused_at", "stopped_at", "is_open"])
    EscalationStep.objects.filter(clock=clock, fired_at=None).update(cancelled_at=None)
    move_clocks([clock], current_calendar())
