"""Reports that have no case yet become one, in the background: one transaction each."""

import time
from datetime import datetime

from django.db import transaction

from complaints.models import Complaint
from complaints.services.adopting import adopt_report

from ..channels.sp4n.standings import ENDED
from .holding import opening_words
from .models import Sp4nReport

BUDGET_SECONDS = 20
SOURCE = "SP4N-LAPOR"


def open_cases(*, now: datetime, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Opens cases until none is left or the time is used up; how many. Two at once never take the same report."""
    ends_at, opened = time.monotonic() + budget_seconds, 0
    while time.monotonic() < ends_at and open_next_case(now=now):
        opened += 1
    return opened


@transaction.atomic
def open_next_case(*, now: datetime) -> Complaint | None:
    """The case of the report that has waited longest; None when none waits."""
    waiting = Sp4nReport.objects.filter(complaint=None).order_by("entered_at", "pk")
    report = waiting.select_for_update(of=("self",), skip_locked=True).first()
    return open_case_of(report=report, now=now) if report else None


@transaction.atomic
def open_case_of(*, report: Sp4nReport, now: datetime) -> Complaint:
    """The case of a report that has none; the caller has locked it.

    The city's own clocks begin now, when the city had it; SP4N's count from the report's entry and stand beside them.
    The class in SP4N is often wrong, so it stays a fact of the mirror until a person classes the case.
    """
    complaint = adopt_report(
        event=opening_words(report),
        title=report.title,
        is_anonymous=report.is_anonymous,
        is_secret=report.is_secret,
        is_ended=report.standing in ENDED,
        source=f"{SOURCE} {report.tracking_id}",
        now=now,
    )
    report.complaint = complaint
    report.save(update_fields=["complaint"])
    return complaint
