"""The verification queue as a coordinator sees it: what the router was not sure about, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from opd.models import Opd, User
from sla.calendars import current_calendar
from sla.models import ClockKind, SlaClock

from .deadlines import Deadline, read_deadline
from .dossier import Suggestion, read_suggestions
from .models import Complaint, RoutingDecision
from .queries import visible_to
from .workflow import Status

SHOWN = 20  # on one page: what follows comes with the next decision


@dataclass(frozen=True)
class QueueItem:
    """A complaint that waits for a person. `second` is the unit of a second matter, `deadline` the promise of
    deciding."""

    complaint: Complaint
    decision: RoutingDecision | None
    suggestions: list[Suggestion]
    second: Opd | None
    deadline: Deadline | None


def waiting_for(user: User) -> QuerySet[Complaint]:
    """The complaints without a route that this user may know of."""
    return visible_to(user).filter(status=Status.NEW.value)


def read_queue(user: User, now: datetime) -> list[QueueItem]:
    """The first of them, in the same number of queries for any number of rows."""
    rows = waiting_for(user).order_by("created_at", "pk").prefetch_related("routing_decisions")
    complaints = list(rows.select_related("reporter", "kelurahan")[:SHOWN])
    newest = {row.pk: decision for row in complaints for decision in row.routing_decisions.all()}  # the last one stays
    decisions = list(newest.values())
    suggestions = read_suggestions(decisions)
    units = Opd.objects.in_bulk({decision.second for decision in decisions if decision.second}, field_name="code")
    deadlines = _deadlines(complaints, now)
    return [
        QueueItem(
            complaint=row,
            decision=decision,
            suggestions=suggestions.get(decision.pk, []) if decision else [],
            second=units.get(decision.second) if decision and not row.part_of_id else None,
            deadline=deadlines.get(row.pk),
        )
        for row in complaints
        for decision in [newest.get(row.pk)]
    ]


def _deadlines(complaints: list[Complaint], now: datetime) -> dict[int, Deadline]:
    calendar = current_calendar()
    running = SlaClock.objects.filter(complaint__in=complaints, kind=ClockKind.VERIFY, is_open=True)
    return {clock.complaint_id: read_deadline(clock.started_at, clock.due_at, now, calendar) for clock in running}
