"""The mirror as a page shows it: what we hold, what SP4N holds, the difference, and who must act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bontang_pengaduan.lib.text import fold
from complaints.models import Complaint, Reply
from complaints.workflow import STATUS_LABELS

from ..channels.sp4n.standings import ENDED
from .copying import answers_to_copy, is_automatic
from .models import Sp4nConflict, Sp4nReport, Standing

NOT_VERIFIED = (Standing.RECEIVED, Standing.UNKNOWN)
NOT_ANSWERED = (*NOT_VERIFIED, Standing.ASSIGNED)


@dataclass(frozen=True)
class Gap:
    """One difference. `actor` says who must act, in words."""

    what: str
    ours: str
    theirs: str
    actor: str


@dataclass(frozen=True)
class MirrorRow:
    """One report with its case. `conflict` waits for a decision; `late` are SP4N's own clocks that have run out."""

    report: Sp4nReport
    ours: str
    gaps: list[Gap]
    conflict: Sp4nConflict | None
    late: list[str]


def list_reports(*, only_open: bool) -> QuerySet[Sp4nReport]:
    """The mirror, newest first; `only_open`: where somebody has to act."""
    undecided = Sp4nConflict.objects.filter(report=OuterRef("pk"), decided_at=None)
    refused = _count(answers_to_copy().filter(status=Reply.Status.FAILED))
    rows = Sp4nReport.objects.annotate(unsent=_count(answers_to_copy()), refused=refused, is_disputed=Exists(undecided))
    if only_open:
        rows = rows.filter(Q(is_disputed=True) | Q(unsent__gt=0) | Q(complaint=None) | ~Q(standing__in=ENDED))
    ordered = rows.order_by("-entered_at", "-pk")
    return ordered.select_related("complaint__opd").prefetch_related("conflicts")


def _count(answers: QuerySet[Reply]) -> Coalesce:
    of_case = answers.filter(complaint=OuterRef("complaint")).order_by().values("complaint")
    return Coalesce(Subquery(of_case.annotate(number=Count("pk")).values("number")), 0)


def lay_out(report: Sp4nReport, now: datetime) -> MirrorRow:
    """One row of the page, of a report that list_reports gave."""
    undecided = [conflict for conflict in report.conflicts.all() if conflict.decided_at is None]
    return MirrorRow(
        report=report,
        ours=STATUS_LABELS[report.complaint.status] if report.complaint else "Belum menjadi aduan",
        gaps=list(_gaps(report, report.complaint)),
        conflict=undecided[0] if undecided else None,
        late=list(late_clocks(report, now)),
    )


def late_clocks(report: Sp4nReport, now: datetime) -> Iterator[str]:
    """Which of SP4N's own clocks have run out. When it was verified SP4N tells nobody, so only a report that stands
    unverified counts."""
    if report.standing in NOT_VERIFIED and report.verify_due_at < now:
        yield "Verifikasi 3 hari lewat"
    if report.standing in NOT_ANSWERED and report.answer_due_at < now:
        yield "Tindak lanjut 5 hari lewat"


def _gaps(report: Sp4nReport, complaint: Complaint | None) -> Iterator[Gap]:
    if complaint is None:
        yield Gap("Aduan", "belum ada", report.tracking_id, "Sistem membuatnya dalam beberapa menit")
        return
    if unsent := getattr(report, "unsent", 0):
        is_sent = is_automatic() and not getattr(report, "refused", 0)
        actor = "Sistem mengirim" if is_sent else "Petugas menyalin ke SP4N"
        yield Gap("Jawaban", f"{unsent} belum sampai", "belum ada", actor)
    is_ended_there, is_ended_here = report.standing in ENDED, complaint.status in ("closed", "rejected")
    if is_ended_there != is_ended_here and complaint.status not in ("resolved", "merged"):
        yield Gap("Keadaan", STATUS_LABELS[complaint.status], report.status_raw, "Koordinator memutuskan")
    elif complaint.status == "resolved" and not is_ended_there:
        yield Gap("Keadaan", STATUS_LABELS[complaint.status], report.status_raw, "Admin SP4N menutup laporan")
    unit = report.facts.get("unit", "")
    if complaint.opd and unit and fold(unit) not in (fold(complaint.opd.name), fold(complaint.opd.short_name)):
        yield Gap("Instansi", complaint.opd.short_name, unit, "Admin SP4N mendisposisikan")
