"""What a person copies into SP4N by hand: our answers, and cases of other channels.

With an interface that may write the same rows are sent by the drains instead, and what it refused is left for a person.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bontang_pengaduan.lib.text import clean, fold, shorten
from complaints.errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from complaints.models import Complaint, Reply
from complaints.permissions import is_coordinator
from complaints.services.delivery import mark_sent
from complaints.services.events import record
from complaints.services.word_clocks import stop_clocks
from complaints.workflow import OPEN, Status
from opd.models import User
from sla.calendars import current_calendar

from ..channels.shapes import digest
from ..channels.sp4n import channel as sp4n
from .due_times import answer_due, citizen_due, verify_due
from .identity import CHANNEL
from .models import Sp4nReport, Sp4nSubmission, Standing

UNSENT = [Reply.Status.PENDING, Reply.Status.SENDING, Reply.Status.UNKNOWN, Reply.Status.HELD]
NOT_TAKEN = [Reply.Status.HELD, Reply.Status.FAILED]  # the clocks run on, because the word did not arrive
COPIED = "copied:"  # before our own number, in place of SP4N's until its interface tells that
LONGEST_NUMBER = 30
Sent = Sp4nSubmission.Status


def is_automatic() -> bool:
    """Whether an interface sends, so that nobody copies."""
    return not sp4n.is_by_hand()


def answers_to_copy() -> QuerySet[Reply]:
    """Our answers to reports that SP4N does not have yet, the oldest first; of one that failed and was written again
    the last alone."""
    waiting = [*UNSENT, Reply.Status.FAILED]
    again = Reply.objects.filter(conversation=OuterRef("conversation"), text=OuterRef("text"), pk__gt=OuterRef("pk"))
    rows = Reply.objects.filter(conversation__channel=CHANNEL, status__in=waiting, complaint__isnull=False)
    rows = rows.exclude(Exists(again), status=Reply.Status.FAILED)
    return rows.select_related("complaint__sp4n_report", "author").order_by("created_at", "pk")


def cases_to_copy() -> QuerySet[Sp4nSubmission]:
    """Cases of other channels that are to be entered, the oldest first."""
    rows = Sp4nSubmission.objects.exclude(status=Sent.SENT)
    return rows.select_related("complaint__opd", "complaint__kelurahan", "requested_by")


@transaction.atomic
def request_entry(*, number: str, is_secret_agreed: bool, user: User, now: datetime) -> Sp4nSubmission:
    """Masukkan ke SP4N: a verified case of another channel. A secret one only after a person's yes.

    Raises NotAllowedError, InvalidInputError, MoveNotAllowedError.
    """
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang memasukkan aduan ke SP4N-LAPOR.")
    complaint = Complaint.objects.select_for_update(of=("self",)).filter(number=number.strip()).first()
    if complaint is None:
        raise InvalidInputError("Nomor aduan ini tidak ada.")
    if Sp4nReport.objects.filter(complaint=complaint).exists():
        raise MoveNotAllowedError("Aduan ini sudah ada di SP4N-LAPOR.")
    if complaint.opd_id is None or complaint.status not in OPEN | {Status.RESOLVED}:
        raise MoveNotAllowedError("Aduan ini belum diverifikasi atau sudah berakhir.")
    if complaint.is_secret and not is_secret_agreed:
        raise InvalidInputError("Aduan ini rahasia. Centang persetujuan bila tetap dimasukkan.")
    if Sp4nSubmission.objects.filter(complaint=complaint).exists():
        raise MoveNotAllowedError("Aduan ini sudah menunggu dimasukkan.")
    row = Sp4nSubmission.objects.create(
        complaint=complaint,
        title=shorten(complaint.subject),
        text=complaint.text,
        words=words_of(complaint.text),
        requested_by=user,
        requested_at=now,
        next_attempt_at=now,
    )
    record(complaint, "complaint.sp4n_requested", now=now, actor=user)
    return row


@transaction.atomic
def note_answer_copied(*, reply: Reply, user: User, now: datetime) -> None:
    """Sudah disalin: SP4N has the answer. Raises NotAllowedError, MoveNotAllowedError."""
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang mencatat jawaban sebagai tersalin.")
    locked = answers_to_copy().select_for_update(of=("self",)).filter(pk=reply.pk).first()
    if locked is None or locked.complaint is None:
        raise MoveNotAllowedError("Jawaban ini sudah tercatat.")
    if locked.status == Reply.Status.SENDING:
        raise MoveNotAllowedError("Jawaban ini sedang dikirim.")
    note_arrived(reply=locked, external_id=f"{COPIED}{locked.pk}", now=now)
    record(locked.complaint, "reply.copied", now=now, actor=user, reply=locked.pk)


@transaction.atomic
def note_arrived(*, reply: Reply, external_id: str, now: datetime) -> None:
    """SP4N has this answer under that id, however it came there. A word that had not been taken keeps its promise
    now."""
    if reply.complaint and reply.status in NOT_TAKEN:
        stop_clocks(reply.complaint, reply.kind, now)
    Reply.objects.filter(pk=reply.pk).update(status=Reply.Status.PENDING)
    mark_sent(reply=reply, external_id=external_id, now=now)
    if reply.complaint:
        note_answered(complaint=reply.complaint, now=now)


@transaction.atomic
def note_entry(*, submission: Sp4nSubmission, tracking_id: str, now: datetime, user: User | None = None) -> Sp4nReport:
    """The case is in SP4N under that number: typed by a person, or told by the interface when `user` is empty.

    Raises InvalidInputError for what is no number or belongs to another case, MoveNotAllowedError when it is noted.
    """
    if user and not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang mencatat nomor SP4N.")
    number = clean(tracking_id)
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise InvalidInputError("Tracking ID SP4N hanya berisi angka.")
    row = Sp4nSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if row.status == Sent.SENT:
        raise MoveNotAllowedError("Nomor SP4N aduan ini sudah tercatat.")
    if Sp4nReport.objects.filter(tracking_id=number).exists():
        raise InvalidInputError("Tracking ID ini sudah dipakai laporan lain.")
    Sp4nSubmission.objects.filter(pk=row.pk).update(status=Sent.SENT, sent_at=now, last_error="")
    report = _report_of(row, number, now)
    facts = {"tracking_id": number}
    record(row.complaint, "complaint.sp4n_entered", now=now, actor=user, **facts)
    return report


@transaction.atomic
def note_answered(*, complaint: Complaint, now: datetime) -> None:
    """SP4N has an answer of ours from `now` on: the citizen's ten days begin."""
    due = citizen_due(current_calendar(), now)
    Sp4nReport.objects.filter(complaint=complaint, citizen_due_at=None).update(citizen_due_at=due)


def words_of(text: str) -> str:
    """A name for words, the same however they are spaced or cased."""
    return digest(fold(text))


def _report_of(row: Sp4nSubmission, number: str, now: datetime) -> Sp4nReport:
    calendar = current_calendar()
    return Sp4nReport.objects.create(
        tracking_id=number,
        complaint=row.complaint,
        title=row.title,
        text=row.text,
        standing=Standing.RECEIVED,
        is_anonymous=row.complaint.is_anonymous,
        is_secret=row.complaint.is_secret,
        entered_at=now,
        as_of=now,
        first_seen_at=now,
        verify_due_at=verify_due(calendar, now),
        answer_due_at=answer_due(calendar, now),
    )
