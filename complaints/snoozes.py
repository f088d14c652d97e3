"""Tunda: which cases are out of sight, until when a case may be, and what an officer can choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from sla.calendars import current_calendar
from sla.counting import own_calendar
from sla.models import EscalationStep, Raise, SlaClock
from sla.queries import open_clocks
from sla.working_time import before_working_time, local_day, nth_working_day, opening_from

from .case_keys import CaseKeys
from .models import Complaint, ComplaintEvent, Snooze
from .workflow import OPEN

MOST_DAYS = 60
AHEAD = timedelta(hours=2)  # of office time: so long before a due time the case is back
# What others do to a case, or what befalls a word to its citizen, brings it back.
WAKING = (
    *("complaint.citizen_answered", "complaint.reopened", "complaint.forwarded", "complaint.handed_on"),
    *("complaint.routed", "complaint.declined", "complaint.decision_undone", "complaint.referral_undone"),
    *("complaint.absorbed", "complaint.kind_changed", "message.moved_in", "message.edited", "message.withdrawn"),
    *("reply.failed", "reply.held", "part.finished", "part.returned", "help.answered", "reading.approved"),
    *("reading.edited", "reading.returned", "clock.extended", "clock.extension_refused", "clock.pause_expired"),
)


@dataclass(frozen=True)
class Choice:
    """One moment to which a case can be put off, in words."""

    code: str
    label: str
    until: datetime


def hiding(now: Any) -> QuerySet[Snooze]:
    """The snoozes that keep their case out of the lists at `now`. It is asked of the rows as they are now, so that no
    list waits for a sweep: a due time that has moved nearer, an escalation, a word of the citizen show the case."""
    clocks = _city_clocks(OuterRef("complaint"))
    fired = EscalationStep.objects.filter(clock__complaint=OuterRef("complaint"), fired_at__gt=OuterRef("made_at"))
    raised = Raise.objects.filter(complaint=OuterRef("complaint"), raised_at__gt=OuterRef("made_at"))
    events = ComplaintEvent.objects.filter(complaint=OuterRef("complaint"), created_at__gt=OuterRef("made_at"))
    return Snooze.objects.filter(
        ~Exists(clocks.filter(due_at__lte=now + AHEAD)),
        ~Exists(fired),
        ~Exists(raised),
        ~Exists(events.filter(type__in=WAKING)),
        ended_at=None,
        until__gt=now,
        complaint__status__in=[status.value for status in OPEN],
        complaint__citizen_wrote_at__lte=F("made_at"),
    )


def snoozes_of(complaint: CaseKeys, now: Any) -> QuerySet[Snooze]:
    """The one that keeps this case out of the lists, in at most one row, with who has set it."""
    return hiding(now).filter(complaint=complaint.pk).select_related("set_by")


def back_by(complaint: Complaint) -> tuple[datetime, SlaClock] | None:
    """The moment AHEAD of its next due time, and that clock; None while no promise of the city runs."""
    clock = _city_clocks(complaint.pk).order_by("due_at").first()
    if clock is None:
        return None
    calendar = own_calendar(clock, current_calendar())
    return before_working_time(calendar, clock.due_at, AHEAD), clock


def opening_of(day: date) -> datetime:
    """When the offices open on that day, or on the next working day."""
    return opening_from(current_calendar(), day)


def choices_at(now: datetime) -> list[Choice]:
    """Besok pagi and Senin, in working time; on the eve of a free Monday they are one."""
    calendar = current_calendar()
    today = local_day(calendar, now)
    tomorrow = opening_from(calendar, nth_working_day(calendar, now, 1))
    monday = opening_from(calendar, today + timedelta(days=7 - today.weekday()))
    return list(_apart([Choice("besok", "Hari kerja berikutnya", tomorrow), Choice("senin", "Senin", monday)]))


def _apart(choices: list[Choice]) -> Iterator[Choice]:
    seen: set[datetime] = set()
    for choice in choices:
        if choice.until not in seen:
            seen.add(choice.until)
            yield choice


def _city_clocks(complaint: Any) -> QuerySet[SlaClock]:
    return open_clocks().filter(complaint=complaint, paused_at=None)
