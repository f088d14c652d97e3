"""Reading clocks: for pages, lists and the API. Every list of complaints starts from complaints.queries."""

from datetime import datetime
from typing import Literal

from django.db.models import Max, Q, QuerySet

from .clock_facts import HOUSE_KINDS, OWN_MATTERS
from .due_steps import due_steps
from .models import ClockKind, ClockPause, EscalationStep, Raise, SlaClock

State = Literal["running", "overdue", "paused", "met", "missed", "cancelled"]


def state_of(clock: SlaClock, now: datetime) -> State:
    """How the promise stands. Stopped exactly at the due time is met; late between two sweeps is missed."""
    if clock.cancelled_at:
        return "cancelled"
    if clock.stopped_at:
        return "met" if clock.stopped_at <= clock.due_at else "missed"
    if clock.paused_at:
        return "paused"
    return "running" if now <= clock.due_at else "overdue"


def clocks_of(complaint_id: int) -> QuerySet[SlaClock]:
    """All clocks of a complaint in the order of their start, with steps, pauses and changes of the due time."""
    rows = SlaClock.objects.filter(complaint=complaint_id).select_related("policy", "opd", "holder")
    return rows.prefetch_related("steps", "pauses", "due_changes").order_by("started_at", "pk")


def open_clocks() -> QuerySet[SlaClock]:
    """The city's running promises, next due first: made for `Prefetch("clocks", open_clocks(), ...)` of a list."""
    others = [ClockKind.CITIZEN, *HOUSE_KINDS]
    return SlaClock.objects.filter(is_open=True).exclude(kind__in=others).order_by("due_at", "pk")


def overdue_clocks(now: datetime) -> QuerySet[SlaClock]:
    """The city's promises that are broken and still open, longest first."""
    return open_clocks().filter(paused_at=None, due_at__lt=now)


def with_level(clocks: QuerySet[SlaClock]) -> QuerySet[SlaClock]:
    """The clocks with `level`, the highest rank told so far. Asked of a page and not of all: it reads their steps."""
    return clocks.annotate(level=Max("steps__rank", filter=Q(steps__fired_at__isnull=False)))


def planned_steps(complaint_id: int) -> QuerySet[EscalationStep]:
    """The rungs of a complaint's open clocks that have not fired, next first."""
    rows = EscalationStep.objects.filter(clock__complaint=complaint_id, clock__is_open=True)
    return rows.filter(fired_at=None, cancelled_at=None).select_related("clock").order_by("fires_at", "rank")


def due_between(start: datetime, end: datetime) -> QuerySet[SlaClock]:
    """The city's own promises that fall due from `start` up to and without `end`, with all that happened to them."""
    rows = SlaClock.objects.filter(due_at__gte=start, due_at__lt=end, cancelled_at=None).exclude(kind__in=OWN_MATTERS)
    people = ["dispute__raised_by", "dispute__decided_by"]
    many = ["pauses__set_by", "extensions__asked_by", "extensions__decided_by", "due_changes"]
    return rows.select_related("opd", "holder", "policy", *people).prefetch_related(*many)


def told_levels(complaint_id: int) -> set[str]:
    """The levels that have been told of the complaint: by the ladder of an open clock, or by hand."""
    fired = EscalationStep.objects.filter(clock__complaint=complaint_id, clock__is_open=True, fired_at__isnull=False)
    raised = Raise.objects.filter(complaint=complaint_id)
    return {*fired.values_list("level", flat=True), *raised.values_list("level", flat=True)}


def expired_pauses(now: datetime) -> QuerySet[ClockPause]:
    """Pauses that run on past their limit, oldest limit first."""
    return ClockPause.objects.filter(ended_at=None, limit_at__lt=now).select_related("clock").order_by("limit_at")


def sweep_lag_seconds(now: datetime) -> float:
    """How long the oldest due step has been waiting to fire; 0 when the sweep keeps up. A step that was pushed ahead
    because it cannot be processed is reported by itself and does not count."""
    waiting = due_steps(now).first()
    return (now - waiting.fires_at).total_seconds() if waiting else 0.0
