"""What an officer wrote in the phone app counts as the city's word once an officer says so: from when it was sent."""

from datetime import datetime

from django.db import transaction

from opd.models import User
from sla import clocks

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, EchoAnswer, Message
from ..permissions import can_act
from ..wording import short_date
from ..workflow import OPEN, Status
from .events import record
from .moving import rebalance
from .state import change, move
from .undo import remember_case, restore_case
from .word_clocks import stop_clocks_at

# What may happen to a case between a finding and its end without standing in the way.
HARMLESS = ("echo.confirmed", "identity.disclosed", "message.disclosed", "message.edited", "message.withdrawn")


@transaction.atomic
def confirm_echo(*, message: Message, kind: str, user: User, now: datetime) -> EchoAnswer:
    """Tetapkan sebagai jawaban: the promises that such a word keeps count as kept at the moment of sending.

    A clock that started after it goes on, and what the citizen wrote after it waits for its own answer. Raises
    NotAllowedError, InvalidInputError, MoveNotAllowedError (closed; withdrawn; older than the case; found already).
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).filter(messages=message).first()
    if complaint is None or not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if kind not in EchoAnswer.Kind.values:
        raise InvalidInputError("Pilih jawaban atau tanda terima.")
    _check(message, complaint)
    finding = EchoAnswer.objects.create(
        message=message,
        complaint=complaint,
        kind=kind,
        before=remember_case(complaint),
        confirmed_by=user,
        confirmed_at=now,
    )
    name = finding.get_kind_display().lower()
    record(complaint, "echo.confirmed", now=now, actor=user, finding=finding.pk, name=name, sent=_sent(message))
    _follow(complaint, kind, message.sent_at, user)
    clocks.reassign(complaint=complaint, now=now)
    stop_clocks_at(complaint, kind, message.sent_at)
    if kind == EchoAnswer.Kind.ANSWER:
        rebalance(complaint, now)
    return finding


@transaction.atomic
def undo_echo(*, finding: EchoAnswer, user: User, now: datetime) -> None:
    """Batalkan: state and clocks are as before the finding.

    Raises NotAllowedError, MoveNotAllowedError (undone already, or the case has moved since).
    """
    complaint = Complaint.objects.select_for_update().get(pk=finding.complaint_id)
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not EchoAnswer.objects.filter(pk=finding.pk, undone_at=None).update(undone_by=user, undone_at=now):
        raise MoveNotAllowedError("Penetapan ini sudah dibatalkan.")
    confirmed = complaint.events.get(type="echo.confirmed", data__finding=finding.pk)
    if complaint.events.filter(pk__gt=confirmed.pk).exclude(type__in=HARMLESS).exists():
        raise MoveNotAllowedError("Aduan ini sudah berubah sejak ditetapkan, jadi penetapannya tidak dapat dibatalkan.")
    restore_case(complaint, finding.before, now)
    record(complaint, "echo.undone", now=now, actor=user, finding=finding.pk, sent=_sent(finding.message))


def _check(message: Message, complaint: Complaint) -> None:
    if not message.is_outbound or message.revoked_at:
        raise MoveNotAllowedError("Hanya pesan dari aplikasi HP yang dapat ditetapkan.")
    if Status(complaint.status) not in OPEN:
        raise MoveNotAllowedError("Aduan ini sudah tidak berjalan.")
    if message.sent_at < complaint.created_at:
        raise MoveNotAllowedError("Pesan ini dikirim sebelum aduan diterima.")
    if EchoAnswer.objects.filter(message=message, undone_at=None).exists():
        raise MoveNotAllowedError("Pesan ini sudah ditetapkan.")


def _follow(complaint: Complaint, kind: str, at: datetime, user: User) -> None:
    answered_at = max(at, complaint.answered_at or at)
    facts = {"answered_at": answered_at, "assignee": complaint.assignee or user}
    if kind == EchoAnswer.Kind.ANSWER and complaint.status in (Status.FORWARDED, Status.ACCEPTED):
        move(complaint, Status.IN_PROGRESS, **facts)
    elif complaint.status == Status.FORWARDED:
        move(complaint, Status.ACCEPTED, **facts)
    else:
        change(complaint, answered_at=answered_at)


def _sent(message: Message) -> str:
    return short_date(message.sent_at)
