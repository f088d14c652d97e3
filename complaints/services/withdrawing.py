"""What an officer may still do with a reply that has not left: take it back, send it at once, drop or free it."""

from datetime import datetime

from django.db import transaction

from opd.models import User

from ..channel_names import name_of
from ..errors import MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Reply
from ..permissions import can_act
from ..window import is_window_open
from .events import record
from .undo import take_back

GONE = "Balasan ini sudah dikirim, jadi tidak dapat diurungkan."


@transaction.atomic
def cancel_reply(*, reply: Reply, user: User, now: datetime) -> None:
    """Urungkan: by its author alone, as long as it waits. State and clocks of the case are as if it had not been
    written. Raises NotAllowedError, MoveNotAllowedError when it has left."""
    _require_author(reply, user)
    complaint = Complaint.objects.select_for_update(of=("self",)).get(replies=reply)
    waiting = Reply.objects.filter(pk=reply.pk, author=user, status=Reply.Status.PENDING)
    if not waiting.update(status=Reply.Status.CANCELLED):
        raise MoveNotAllowedError(GONE)
    reply.refresh_from_db()
    take_back(complaint=complaint, reply=reply, now=now)
    record(complaint, "reply.cancelled", now=now, actor=user, reply=reply.pk)


@transaction.atomic
def send_now(*, reply: Reply, user: User, now: datetime) -> None:
    """Kirim sekarang: its author does not want the rest of the wait. Raises NotAllowedError, MoveNotAllowedError."""
    _require_author(reply, user)
    waiting = Reply.objects.filter(pk=reply.pk, author=user, status=Reply.Status.PENDING, next_attempt_at__gt=now)
    if not waiting.update(next_attempt_at=now):
        raise MoveNotAllowedError("Balasan ini sudah dikirim.")


@transaction.atomic
def drop_held(*, reply: Reply, user: User, now: datetime) -> None:
    """Batalkan: what waits for the citizen to write is not wanted any more. The clocks run already."""
    complaint = _require_held(reply, user)
    if not Reply.objects.filter(pk=reply.pk, status=Reply.Status.HELD).update(status=Reply.Status.CANCELLED):
        raise MoveNotAllowedError("Balasan ini tidak lagi ditahan.")
    record(complaint, "reply.cancelled", now=now, actor=user, reply=reply.pk)


@transaction.atomic
def free_held(*, reply: Reply, user: User, now: datetime) -> None:
    """Kirim sekarang: the citizen has written, and the officer still wants it said. Raises MoveNotAllowedError while
    the window is shut."""
    _require_held(reply, user)
    if not is_window_open(reply.conversation, now):
        label = name_of(reply.conversation.channel).label
        raise MoveNotAllowedError(f"Jendela {label} masih tertutup. Balasan dikirim begitu pelapor menulis lagi.")
    held = Reply.objects.filter(pk=reply.pk, status=Reply.Status.HELD)
    if not held.update(status=Reply.Status.PENDING, next_attempt_at=now):
        raise MoveNotAllowedError("Balasan ini tidak lagi ditahan.")


def _require_author(reply: Reply, user: User) -> None:
    if reply.author_id != user.pk:
        raise NotAllowedError("Hanya penulisnya yang dapat mengurungkan atau mempercepat balasan ini.")


def _require_held(reply: Reply, user: User) -> Complaint:
    if reply.complaint is None or not can_act(user, reply.complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    return reply.complaint
