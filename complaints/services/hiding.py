"""Sembunyikan komentar and Tampilkan lagi: what is asked of the channel, and what came of it."""

from datetime import datetime, timedelta

from django.db import transaction

from opd.models import User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..hidings import read_standing
from ..models import Hiding, Message
from ..permissions import can_act, is_coordinator
from .events import record

Status = Hiding.Status


@transaction.atomic
def hide_comment(*, message: Message, reason: str, user: User, now: datetime) -> Hiding:
    """Asks that the public does not read the comment any more: a row for the drain. The case keeps its words.

    Raises NotAllowedError, InvalidInputError (no such reason), MoveNotAllowedError (it cannot be hidden now).
    """
    message = _lock(message, user)
    if reason not in Hiding.Reason.values:
        raise InvalidInputError("Pilih alasannya.")
    if not read_standing(message).may_hide:
        raise MoveNotAllowedError("Komentar ini tidak dapat disembunyikan sekarang.")
    return _ask(message, user, now, hides=True, reason=reason)


@transaction.atomic
def show_comment(*, message: Message, user: User, now: datetime) -> Hiding:
    """Asks that everybody reads a hidden comment again: a row for the drain.

    Raises NotAllowedError, MoveNotAllowedError (it is not hidden, or something is on its way).
    """
    message = _lock(message, user)
    if not read_standing(message).may_show:
        raise MoveNotAllowedError("Komentar ini tidak sedang disembunyikan.")
    return _ask(message, user, now, hides=False, reason="")


@transaction.atomic
def mark_done(*, hiding: Hiding, now: datetime) -> None:
    """The channel has done it: into the history of the case that holds the comment. Twice is once."""
    if not Hiding.objects.filter(pk=hiding.pk, status=Status.PENDING).update(status=Status.DONE, last_error=""):
        return
    complaint = hiding.message.complaint
    if complaint is None:
        return
    facts = {"message": hiding.message_id, "reason": hiding.get_reason_display()}
    record(complaint, "comment.hidden" if hiding.hides else "comment.shown", now=now, actor=hiding.asked_by, **facts)


@transaction.atomic
def mark_failed(*, hiding: Hiding, reason: str) -> None:
    """It is given up; it may be asked for again. `reason` is what officers read."""
    waiting = Hiding.objects.filter(pk=hiding.pk, status=Status.PENDING)
    waiting.update(status=Status.FAILED, last_error=reason)


@transaction.atomic
def postpone(*, hiding: Hiding, reason: str, wait: timedelta, now: datetime) -> None:
    """It did not succeed yet and is tried again after `wait`."""
    waiting = Hiding.objects.filter(pk=hiding.pk, status=Status.PENDING)
    waiting.update(next_attempt_at=now + wait, last_error=reason)


def _lock(message: Message, user: User) -> Message:
    rows = Message.objects.select_for_update(of=("self",)).select_related("complaint")
    message = rows.get(pk=message.pk)
    may = can_act(user, message.complaint) if message.complaint else is_coordinator(user)
    if not may:
        raise NotAllowedError("Komentar ini ditangani OPD lain.")
    return message


def _ask(message: Message, user: User, now: datetime, *, hides: bool, reason: str) -> Hiding:
    return Hiding.objects.create(
        message=message, hides=hides, reason=reason, asked_by=user, created_at=now, next_attempt_at=now
    )
