"""Answering the citizen: the reply is a row; the clocks follow the row, the channel drains it."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import clocks
from sla.models import ClockKind

from ..errors import ConflictError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Conversation, Reply, ReplyStatus
from ..permissions import can_act
from ..workflow import OPEN, Status
from .events import record
from .state import change, move

MAX_LETTERS = 4096  # of a WhatsApp text (channels.md 1.8)
PERSONS_WORDS = (Reply.Kind.ANSWER, Reply.Kind.RECEIPT, Reply.Kind.QUESTION)
RANK = {"pending": 0, "sending": 0, "unknown": 0, "failed": 0, "sent": 1, "delivered": 2, "read": 3}


@transaction.atomic
def answer(*, complaint: Complaint, text: str, kind: str, user: User, version: int, now: datetime) -> Reply:
    """Writes to the citizen. An answer or a question stops the clocks of acknowledging and answering, a receipt
    the first alone; a question pauses the clock of resolving until the citizen writes.

    Raises NotAllowedError, InvalidInputError, ConflictError (somebody answered meanwhile), MoveNotAllowedError.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    _check(complaint, text, kind, user, version)
    conversation = Conversation.objects.filter(messages__complaint=complaint).order_by("-citizen_wrote_at").first()
    if conversation is None:
        raise InvalidInputError("Aduan ini tidak punya percakapan untuk dibalas.")
    reply = Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        author=user,
        kind=kind,
        text=clean(text),
        created_at=now,
        next_attempt_at=now,
    )
    record(complaint, "reply.written", now=now, actor=user, kind=kind, reply=reply.pk)
    _follow_with_state(complaint, kind, user, now)
    # Whoever answers a case that nobody held is its holder from now on, and the one whom escalations tell.
    clocks.reassign(complaint=complaint, now=now)
    _stop_clocks(complaint, kind, now)
    return reply


@transaction.atomic
def retry(*, reply: Reply, user: User, now: datetime) -> Reply:
    """Sends a failed reply again as a new row, so that each attempt keeps its own fate."""
    if reply.complaint is None or not can_act(user, reply.complaint):
        raise NotAllowedError("Anda tidak dapat mengirim ulang balasan ini.")
    failed = Reply.objects.select_for_update().filter(pk=reply.pk, status=Reply.Status.FAILED)
    if not failed.exists() or Reply.objects.filter(retry_of=reply).exists():
        raise MoveNotAllowedError("Balasan ini tidak sedang gagal, jadi tidak perlu dikirim ulang.")
    again = Reply.objects.create(
        conversation=reply.conversation,
        complaint=reply.complaint,
        author=user,
        kind=reply.kind,
        text=reply.text,
        created_at=now,
        next_attempt_at=now,
        retry_of=reply,
    )
    record(reply.complaint, "reply.retried", now=now, actor=user, reply=again.pk)
    if again.kind in PERSONS_WORDS:
        _stop_clocks(reply.complaint, again.kind, now)
    return again


@transaction.atomic
def mark_sent(*, reply: Reply, external_id: str, now: datetime) -> None:
    """The provider took it. Reports that came before its answer are applied now."""
    Reply.objects.filter(pk=reply.pk).update(external_id=external_id, sent_at=now, last_error="", error_code=None)
    # A report may have outrun this answer: the state is not lowered to sent.
    Reply.objects.filter(pk=reply.pk, status__in=["pending", "sending", "unknown"]).update(status=Reply.Status.SENT)
    reply.refresh_from_db()
    for status in ReplyStatus.objects.filter(reply=None, external_id=external_id):
        ReplyStatus.objects.filter(pk=status.pk).update(reply=reply)
        apply_status(reply=reply, status=status, now=now)


@transaction.atomic
def mark_failed(*, reply: Reply, reason: str, code: int | None, now: datetime) -> None:
    """It will not arrive. The officer sees why, and the clocks that his word had stopped run again."""
    failed = Reply.objects.filter(pk=reply.pk).exclude(status__in=["delivered", "read", "failed"])
    if not failed.update(status=Reply.Status.FAILED, last_error=reason, error_code=code):
        return
    complaint = reply.complaint
    if complaint is None:
        return
    record(complaint, "reply.failed", now=now, reply=reply.pk, reason=reason)
    if reply.kind in PERSONS_WORDS:
        for kind in _clocks_of(reply.kind):
            clocks.reopen(complaint=complaint, kind=kind, now=now)


@transaction.atomic
def apply_status(*, reply: Reply, status: ReplyStatus, now: datetime) -> None:
    """Raises the delivery state of a reply; never lowers it. A failure after delivery changes nothing."""
    if status.status == "failed":
        mark_failed(reply=reply, reason=status.error_text, code=next(iter(status.error_codes), None), now=now)
        return
    rank = RANK.get(status.status)
    if rank is None:
        return
    lower = [name for name, value in RANK.items() if value < rank]
    raised = Reply.objects.filter(pk=reply.pk, status__in=lower)
    if status.status in ("delivered", "read"):
        raised.update(status=status.status, external_id=status.external_id, **{f"{status.status}_at": status.at})
    else:
        raised.update(status=status.status, external_id=status.external_id, sent_at=status.at)


def _check(complaint: Complaint, text: str, kind: str, user: User, version: int) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(text):
        raise InvalidInputError("Balasan masih kosong.")
    if len(clean(text)) > MAX_LETTERS:
        raise InvalidInputError("Balasan terlalu panjang. Batasnya 4.096 huruf.")
    if kind not in PERSONS_WORDS:
        raise InvalidInputError("Pilih jenis balasan.")
    if Status(complaint.status) not in OPEN | {Status.RESOLVED}:
        raise MoveNotAllowedError("Aduan ini sudah ditutup.")
    if complaint.version != version:
        raise ConflictError("Aduan ini baru saja berubah. Periksa dulu, lalu kirim lagi bila masih perlu.")


def _follow_with_state(complaint: Complaint, kind: str, user: User, now: datetime) -> None:
    facts = {"answered_at": now, "assignee": complaint.assignee or user}
    at_unit = complaint.status in (Status.FORWARDED, Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING)
    if kind == Reply.Kind.QUESTION and at_unit and complaint.status != Status.WAITING:
        move(complaint, Status.WAITING, **facts)
        clocks.start(complaint=complaint, kinds=[ClockKind.CITIZEN], now=now)
        clocks.pause(complaint=complaint, kinds=[ClockKind.RESOLVE], reason="Menunggu pelapor", now=now)
    elif kind == Reply.Kind.ANSWER and complaint.status in (Status.FORWARDED, Status.ACCEPTED):
        move(complaint, Status.IN_PROGRESS, **facts)
    elif complaint.status == Status.FORWARDED:
        move(complaint, Status.ACCEPTED, **facts)
    else:
        change(complaint, answered_at=now)


def _stop_clocks(complaint: Complaint, kind: str, now: datetime) -> None:
    for clock_kind in (*_clocks_of(kind), ClockKind.ACCEPT):
        clocks.stop(complaint=complaint, kind=clock_kind, now=now)


def _clocks_of(kind: str) -> tuple[ClockKind, ...]:
    """The clocks that this kind of word stops: acknowledged is not answered."""
    if kind == Reply.Kind.RECEIPT:
        return (ClockKind.ACKNOWLEDGE,)
    return (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_ANSWER, ClockKind.NEXT_ANSWER)
