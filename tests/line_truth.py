"""What the kept lines of the lists should hold, counted the slow way from the cases and clocks themselves."""

from typing import Any

from complaints.case_lines import PAUSED_AT, SETTLED_AT
from complaints.models import CaseLine, Complaint
from complaints.workflow import OPEN, Status
from sla.clock_facts import HOUSE_KINDS
from sla.models import ClockKind, SlaClock

COPIED = ("opd_id", "assignee_id", "kelurahan_id", "category_id", "channel", "status", "is_secret")


def assert_lines_are_true() -> None:
    """Every case has a line and no line is without its case; each says what its case says."""
    lines = {line["complaint_id"]: line for line in CaseLine.objects.values()}
    assert lines == {complaint.pk: _line_of(complaint) for complaint in Complaint.objects.all()}


def _line_of(complaint: Complaint) -> dict[str, Any]:
    is_open = complaint.status in OPEN
    is_answered = complaint.answered_at is not None and complaint.citizen_wrote_at <= complaint.answered_at
    clock = _next_clock(complaint)
    return {name: getattr(complaint, name) for name in COPIED} | {
        "complaint_id": complaint.pk,
        "is_open": is_open,
        "needs_word": is_open and complaint.status != Status.WAITING and not is_answered,
        "due_at": clock.due_at if clock else PAUSED_AT if is_open else SETTLED_AT,
        "due_since": clock.started_at if clock else None,
        "due_hours_of": clock.hours_of_id if clock else None,
        "due_hours_part": clock.hours_part_id if clock else None,
    }


def _next_clock(complaint: Complaint) -> SlaClock | None:
    running = [
        clock
        for clock in SlaClock.objects.filter(complaint=complaint)
        if clock.is_open and clock.paused_at is None and clock.kind not in {ClockKind.CITIZEN, *HOUSE_KINDS}
    ]
    return min(running, key=lambda clock: (clock.due_at, clock.pk), default=None)
