"""Where both sides have ended or not ended a matter differently: found by a sweep, decided by a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from complaints.permissions import is_coordinator
from complaints.services.adopting import end_with_source, resume_with_source
from complaints.services.events import record
from complaints.workflow import OPEN, STATUS_LABELS, Status
from opd.models import User

from ..channels.sp4n.standings import ENDED
from .models import Sp4nConflict, Sp4nReport

Choice = Sp4nConflict.Choice
OPEN_HERE = [status.value for status in OPEN]
ENDED_HERE = [Status.CLOSED.value, Status.REJECTED.value]
BATCH = 500


class DecisionRefusedError(Exception):
    """A decision that is refused; `str()` is a sentence for the coordinator."""


def differing() -> QuerySet[Sp4nReport]:
    """Ended there and open here, or the other way round. A case that is resolved here is only told there."""
    ended_there = Q(standing__in=ENDED, complaint__status__in=OPEN_HERE)
    ended_here = ~Q(standing__in=ENDED) & Q(complaint__status__in=ENDED_HERE)
    return Sp4nReport.objects.filter(ended_there | ended_here)


@transaction.atomic
def find_conflicts(*, now: datetime) -> int:
    """Keeps each new conflict once and ends those that are none any more; how many were new."""
    gone = Sp4nConflict.objects.filter(decided_at=None).exclude(report__in=differing())
    gone.update(choice=Choice.GONE, decided_at=now)
    rows = differing().exclude(conflicts__decided_at=None, conflicts__isnull=False)
    fresh = [row for row in rows.select_related("complaint").order_by("pk")[:BATCH] if not _is_decided(row)]
    Sp4nConflict.objects.bulk_create([_conflict(row, now) for row in fresh], ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def decide_conflict(*, conflict: Sp4nConflict, choice: str, user: User, now: datetime) -> None:
    """Ikuti keadaan kota leaves the case as it is; Ikuti SP4N ends or reopens it. On record in the case. Raises
    DecisionRefusedError, ComplaintError."""
    if not is_coordinator(user):
        raise DecisionRefusedError("Hanya koordinator yang dapat memutuskan perbedaan.")
    if choice not in (Choice.OURS, Choice.THEIRS):
        raise DecisionRefusedError("Pilih salah satu keadaan.")
    waiting = Sp4nConflict.objects.filter(pk=conflict.pk, decided_at=None)
    if not waiting.update(choice=choice, decided_by=user, decided_at=now):
        raise DecisionRefusedError("Perbedaan ini sudah diputuskan.")
    complaint, report = conflict.report.complaint, conflict.report
    if complaint is None:
        return
    source = f"SP4N-LAPOR {report.tracking_id}"
    if choice == Choice.OURS:
        record(complaint, "complaint.kept_from_source", now=now, actor=user, source=source)
    elif report.standing in ENDED:
        end_with_source(complaint=complaint, source=source, user=user, now=now)
    else:
        resume_with_source(complaint=complaint, source=source, user=user, now=now)


def _conflict(report: Sp4nReport, now: datetime) -> Sp4nConflict:
    return Sp4nConflict(report=report, ours=_ours(report), theirs=report.status_raw, found_at=now)


def _is_decided(report: Sp4nReport) -> bool:
    """Whether a person has already decided on these very states."""
    last = report.conflicts.first()
    same = last is not None and (last.ours, last.theirs) == (_ours(report), report.status_raw)
    return last is not None and same and last.choice in (Choice.OURS, Choice.THEIRS)


def _ours(report: Sp4nReport) -> str:
    return STATUS_LABELS[report.complaint.status] if report.complaint else ""
