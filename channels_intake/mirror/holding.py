"""Writing the mirror: each report under its row lock, the newer copy wins, and the case follows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib import inbound
from complaints.services.adopting import add_report_words, change_report_text, hide_report
from sla.calendars import current_calendar
from sla.working_time import Calendar

from ..channels.sp4n.theirs import Theirs
from .comparing import Verdict, judge, merged
from .due_times import answer_due, citizen_due, verify_due
from .identity import message_of
from .models import Sp4nReport, Standing

FIELDS = [
    *("title", "text", "status_raw", "standing", "reporter_name", "is_anonymous", "is_secret"),
    *("entered_at", "facts", "as_of", "verify_due_at", "answer_due_at", "citizen_due_at"),
]


@transaction.atomic
def hold_reports(*, reports: Sequence[Theirs], as_of: datetime, now: datetime) -> dict[str, int]:
    """Takes the reports into the mirror, each tracking id once; how many for each verdict.

    Taken again it changes nothing. The rows are locked in the order of their ids, so that two who take the same ones
    wait for each other.
    """
    calendar = current_calendar()
    ids = [report.tracking_id for report in reports]
    locked = Sp4nReport.objects.filter(tracking_id__in=ids).order_by("tracking_id")
    held = {row.tracking_id: row for row in locked.select_for_update(of=("self",))}
    counts = dict.fromkeys(Verdict.values, 0)
    written: list[Sp4nReport] = []
    confirmed: list[str] = []
    for theirs in reports:
        former = held.get(theirs.tracking_id)
        verdict, _ = judge(theirs, former, as_of)
        counts[verdict] += 1
        if verdict in (Verdict.NEW, Verdict.CHANGED):
            written.append(_written(theirs, former, calendar, as_of, now))
            _follow(theirs, former, now)
        elif verdict == Verdict.SAME:
            confirmed.append(theirs.tracking_id)
    Sp4nReport.objects.filter(tracking_id__in=confirmed, as_of__lt=as_of).update(as_of=as_of)
    Sp4nReport.objects.bulk_create(
        written, batch_size=500, update_conflicts=True, unique_fields=["tracking_id"], update_fields=FIELDS
    )
    return counts


def _written(
    theirs: Theirs, former: Sp4nReport | None, calendar: Calendar, as_of: datetime, now: datetime
) -> Sp4nReport:
    row = Sp4nReport(tracking_id=theirs.tracking_id, as_of=as_of, first_seen_at=former.first_seen_at if former else now)
    for name, value in merged(theirs, former).items():
        setattr(row, name, value)
    row.verify_due_at = verify_due(calendar, theirs.entered_at)
    row.answer_due_at = answer_due(calendar, theirs.entered_at)
    row.citizen_due_at = former.citizen_due_at if former else None
    was_answered = former is not None and former.standing == Standing.ANSWERED
    if row.standing == Standing.ANSWERED and not was_answered:
        row.citizen_due_at = citizen_due(calendar, as_of)
    return row


def _follow(theirs: Theirs, former: Sp4nReport | None, now: datetime) -> None:
    """The case takes over what is SP4N's to say: the citizen's words and the stricter flags."""
    complaint = former.complaint if former else None
    if complaint is None or former is None:
        return
    new = merged(theirs, former)
    hide_report(complaint=complaint, is_anonymous=new["is_anonymous"], is_secret=new["is_secret"], now=now)
    if new["text"] != former.text:
        change_report_text(complaint=complaint, external_id=former.tracking_id, text=new["text"], now=now)


@transaction.atomic
def hold_words(*, report: Sp4nReport, theirs: Theirs, now: datetime) -> int:
    """Takes the citizen's follow-ups of a report into its case, each once; how many were new."""
    if report.complaint is None:
        return 0
    fresh = 0
    for word in theirs.words:
        if word.is_citizens:
            event = message_of(report, f"{report.tracking_id}:{word.id}", word.text, word.at)
            fresh += add_report_words(complaint=report.complaint, event=event, now=now)
    return fresh


def opening_words(report: Sp4nReport) -> inbound.Message:
    """The report as the first message of its case."""
    return message_of(report, report.tracking_id, report.text, report.entered_at)
