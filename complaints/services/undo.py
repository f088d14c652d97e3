"""A case as it was before an officer's word, and back to it."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from sla import clocks, undo

from ..models import Complaint, Reply
from .ending import drop_idle_reading_clock
from .state import change
from .word_clocks import PERSONS_WORDS, run_clocks_again

OF_ANSWERS = ("complaint.resolved", "photos.kept", "promise.given")  # what an answer writes beside itself
NOT_GOING = ("held", "failed", "cancelled")


def remember_case(complaint: Complaint) -> dict[str, Any]:
    """State, holder, result and clocks, in a form that JSON takes."""
    return {
        "status": complaint.status,
        "assignee": complaint.assignee_id,
        "answered_at": _written(complaint.answered_at),
        "resolved_at": _written(complaint.resolved_at),
        "resolution": complaint.resolution,
        "clocks": undo.remember(complaint=complaint),
    }


def restore_case(complaint: Complaint, before: dict[str, Any], now: datetime) -> None:
    """Puts back what remember_case gave. What others have done since is lost: the caller has looked."""
    change(
        complaint,
        status=before["status"],
        assignee_id=before["assignee"],
        answered_at=_read(before["answered_at"]),
        resolved_at=_read(before["resolved_at"]),
        resolution=before["resolution"],
    )
    undo.restore(complaint=complaint, remembered=before["clocks"], now=now)
    # Whom an escalation tells follows the holder back.
    clocks.reassign(complaint=complaint, now=now)
    drop_idle_reading_clock(complaint=complaint, now=now)


def take_back(*, complaint: Complaint, reply: Reply, now: datetime) -> None:
    """The case as if the reply had not been written. When others have moved it since, or a newer word stands, only
    the promises that nobody else has kept are open again."""
    if reply.before and reply.attempts == 0 and not _is_touched(complaint, reply):
        restore_case(complaint, reply.before, now)
    elif not is_overtaken(reply):
        run_clocks_again(complaint, reply.kind, now)


def is_overtaken(reply: Reply) -> bool:
    """Whether a newer word of an officer on the same case is on its way or there."""
    newer = Reply.objects.filter(complaint=reply.complaint, kind__in=PERSONS_WORDS, pk__gt=reply.pk)
    return reply.complaint is not None and newer.exclude(status__in=NOT_GOING).exists()


def _is_touched(complaint: Complaint, reply: Reply) -> bool:
    """By others, or by its author in any other way than resolving the case with it."""
    since = complaint.events.filter(pk__gt=reply.before["event"]).exclude(type="reading.ended")
    return since.exclude(type__in=OF_ANSWERS, actor=reply.author).exists()


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None
