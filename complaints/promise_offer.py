"""Which of the days that an officer has named in an answer he is offered to promise."""

from datetime import datetime

from sla.calendars import current_calendar
from sla.models import ClockKind, SlaClock

from .models import Complaint
from .promised_dates import NamedDay, find_named_days
from .services.word_clocks import kinds_kept_by
from .workflow import OPEN, Status


def offer_days(complaint: Complaint, text: str, kind: str, now: datetime) -> tuple[NamedDay, ...]:
    """The named days that may become a promise with a clock; none where somebody's word runs on after this answer."""
    if Status(complaint.status) not in OPEN:
        return ()
    days = find_named_days(text, now, current_calendar())
    if not days:
        return ()
    running = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.PROMISE, is_open=True)
    return () if running.exclude(pledge__about__in=kinds_kept_by(kind)).exists() else days
