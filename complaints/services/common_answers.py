"""One answer to all citizens of an incident: a reply of its own for each complaint, through the outbox like any other.

What one complaint refuses (its window is shut, it is closed meanwhile) keeps nobody else from his answer.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..errors import ComplaintError, FindingsError, InvalidInputError, MoveNotAllowedError
from ..incidents import members_of
from ..links import view_url
from ..models import CommonAnswer, CommonAnswerPart, Complaint, Incident, Reply
from ..permissions import can_act
from ..queries import find_conversation
from ..wording import own_page_text
from .replies import ReplyDetails, answer
from .resolving import resolve
from .withdrawing import cancel_reply


@dataclass(frozen=True)
class _Words:
    """What is said to all, by whom and when."""

    text: str
    user: User
    now: datetime
    override_reason: str


@transaction.atomic
def answer_all(
    *,
    incident: Incident,
    numbers: Collection[str],
    text: str,
    user: User,
    now: datetime,
    override_reason: str = "",
) -> CommonAnswer:
    """Jawab bersama: the words go to the citizen of each chosen member, with number and page of his own complaint.

    Where the window is shut nothing is sent and the part says so. Raises InvalidInputError, MoveNotAllowedError when
    no member took it, FindingsError.
    """
    words = _Words(clean(text), user, now, override_reason)
    return _tell_each(incident, numbers, words, _answer_one, is_result=False)


@transaction.atomic
def resolve_all(
    *,
    incident: Incident,
    numbers: Collection[str],
    text: str,
    user: User,
    now: datetime,
    override_reason: str = "",
) -> CommonAnswer:
    """Selesaikan bersama: each chosen member is resolved with this result as if it had been resolved alone; outside the
    window the result leaves by its template or is held. Raises what answer_all raises."""
    words = _Words(clean(text), user, now, override_reason)
    return _tell_each(incident, numbers, words, _resolve_one, is_result=True)


@transaction.atomic
def take_back_all(*, answer: CommonAnswer, user: User, now: datetime) -> int:
    """Urungkan: every reply of the common answer that has not left is taken back; how many.

    Raises NotAllowedError (it is another officer's), MoveNotAllowedError when all have left.
    """
    waiting = Reply.objects.filter(common_part__answer=answer, status=Reply.Status.PENDING).order_by("complaint_id")
    taken = [reply for reply in waiting if _is_taken_back(reply, user, now)]
    if not taken:
        raise MoveNotAllowedError("Semua balasan sudah dikirim, jadi tidak dapat diurungkan.")
    return len(taken)


def _tell_each(
    incident: Incident,
    numbers: Collection[str],
    words: _Words,
    tell: Callable[[Complaint, _Words], Reply],
    *,
    is_result: bool,
) -> CommonAnswer:
    if not words.text:
        raise InvalidInputError("Jawaban bersama masih kosong.")
    members = [case for case in members_of(incident).filter(number__in=numbers) if can_act(words.user, case)]
    if not members:
        raise InvalidInputError("Pilih paling sedikit satu aduan.")
    common = CommonAnswer.objects.create(
        incident=incident, text=words.text, is_result=is_result, author=words.user, created_at=words.now
    )
    parts = [_part(common, case, words, tell) for case in members]
    CommonAnswerPart.objects.bulk_create(parts)
    if all(part.reply is None for part in parts):
        raise MoveNotAllowedError(parts[0].refusal)
    return common


def _part(
    common: CommonAnswer, complaint: Complaint, words: _Words, tell: Callable[[Complaint, _Words], Reply]
) -> CommonAnswerPart:
    try:
        reply = tell(complaint, words)
    except FindingsError:
        raise
    except ComplaintError as refusal:
        return CommonAnswerPart(answer=common, complaint=complaint, refusal=str(refusal)[:300])
    return CommonAnswerPart(answer=common, complaint=complaint, reply=reply)


def _answer_one(complaint: Complaint, words: _Words) -> Reply:
    conversation = find_conversation(complaint)
    # In public everybody reads along: number and page of the complaint stay out of it.
    link = None if conversation is None or conversation.is_public else view_url(complaint)
    return answer(
        complaint=complaint,
        text=own_page_text(words.text, complaint.number, link) if link else words.text,
        kind=Reply.Kind.ANSWER.value,
        user=words.user,
        version=complaint.version,
        now=words.now,
        details=ReplyDetails(override_reason=words.override_reason),
    )


def _resolve_one(complaint: Complaint, words: _Words) -> Reply:
    return resolve(
        complaint=complaint,
        resolution=words.text,
        user=words.user,
        now=words.now,
        override_reason=words.override_reason,
    )


def _is_taken_back(reply: Reply, user: User, now: datetime) -> bool:
    try:
        cancel_reply(reply=reply, user=user, now=now)
    except MoveNotAllowedError:
        return False  # it left meanwhile
    return True
