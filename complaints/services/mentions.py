"""What an officer makes of a public comment: a complaint, none, or a word in a case; each can be taken back."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from opd.models import User

from ..errors import MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Conversation, Mention, MentionDecision, Message, Reply, ThreadingDecision
from ..permissions import is_coordinator
from ..workflow import Status
from .ending import end_clocks
from .events import record
from .learning import learn_mention, unlearn_mention
from .moving import rebalance
from .register import add_message, compose_text, open_complaint, takes_words
from .state import move

Outcome = Mention.Outcome
MOST_AT_ONCE = 500  # comments that one press decides
TAKEN_BACK = "Dikembalikan ke Sebutan"


@transaction.atomic
def make_complaint(*, mention: Mention, user: User, now: datetime) -> MentionDecision:
    """Jadikan aduan: the comment opens a case that is promised from when the city had it.

    Raises NotAllowedError, MoveNotAllowedError (decided already, or withdrawn by its author).
    """
    mention = _waiting(mention, user)
    complaint = open_complaint(message=mention.message, now=now, received_at=mention.created_at)
    _thread(mention.message, complaint, user, now)
    learn_mention(mention=mention, is_complaint=True, user=user, now=now)
    return _decide(mention, Outcome.COMPLAINT, complaint, user, now)


@transaction.atomic
def dismiss(*, mention: Mention, user: User, now: datetime) -> MentionDecision:
    """Bukan aduan: it stays a row, is counted, and teaches the filter. Raises what make_complaint raises."""
    mention = _waiting(mention, user)
    learn_mention(mention=mention, is_complaint=False, user=user, now=now)
    return _decide(mention, Outcome.NONE, None, user, now)


@transaction.atomic
def dismiss_all(*, mentions: Sequence[int], user: User, now: datetime) -> int:
    """Semua bukan aduan: those of the mentions, by their keys, that still wait; how many. One press takes it back.

    Raises NotAllowedError, MoveNotAllowedError (more than MOST_AT_ONCE, or none waits any more).
    """
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memutuskan sebutan.")
    if len(mentions) > MOST_AT_ONCE:
        raise MoveNotAllowedError(f"Paling banyak {MOST_AT_ONCE} komentar sekaligus.")
    batch, decided = uuid.uuid4(), 0
    for mention in _lock_waiting(mentions):
        learn_mention(mention=mention, is_complaint=False, user=user, now=now)
        _decide(mention, Outcome.NONE, None, user, now, batch=batch)
        decided += 1
    if not decided:
        raise MoveNotAllowedError("Semua komentar ini sudah diputuskan.")
    return decided


@transaction.atomic
def undo_batch(*, batch: uuid.UUID, user: User, now: datetime) -> int:
    """Urungkan what one press decided; how many wait again. What was undone one by one, or decided anew since, stays.

    Raises NotAllowedError, MoveNotAllowedError (nothing of it is in force).
    """
    decisions = MentionDecision.objects.filter(batch=batch, undone_at=None).select_related("mention__message")
    ordered = sorted(decisions, key=lambda decision: decision.mention.message.conversation_id)
    for decision in ordered:
        undo_decision(decision=decision, user=user, now=now)
    if not ordered:
        raise MoveNotAllowedError("Keputusan ini sudah diurungkan.")
    return len(ordered)


@transaction.atomic
def join_case(*, mention: Mention, complaint: Complaint, user: User, now: datetime) -> MentionDecision:
    """Gabung ke aduan: its author's own case takes it as his word; to another's it is only noted as related, for
    nobody is to be answered in a stranger's case.

    Raises what make_complaint raises; MoveNotAllowedError also for a case that takes no word any more.
    """
    mention = _waiting(mention, user)
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not takes_words(complaint):
        raise MoveNotAllowedError(f"{complaint.number} tidak menerima pesan lagi.")
    if complaint.reporter_id == mention.message.conversation.reporter_id:
        add_message(complaint=complaint, message=mention.message, now=now)
        _thread(mention.message, complaint, user, now)
    record(complaint, "mention.joined", now=now, actor=user, mention=mention.pk)
    learn_mention(mention=mention, is_complaint=True, user=user, now=now)
    return _decide(mention, Outcome.JOINED, complaint, user, now)


@transaction.atomic
def undo_decision(*, decision: MentionDecision, user: User, now: datetime) -> None:
    """Urungkan: the mention waits again. A case that was opened by it is refused, its number stays used; a wait that
    a joined word ended stays ended.

    Raises NotAllowedError, MoveNotAllowedError (undone already, or somebody works on the case).
    """
    mention = _locked(decision.mention, user)
    if not MentionDecision.objects.filter(pk=decision.pk, undone_at=None).update(undone_by=user, undone_at=now):
        raise MoveNotAllowedError("Keputusan ini sudah diurungkan.")
    complaint = Complaint.objects.select_for_update().filter(pk=decision.complaint_id or 0).first()
    if complaint and decision.outcome == Outcome.COMPLAINT:
        _refuse(complaint, mention.message, user, now)
    elif complaint:
        record(complaint, "mention.released", now=now, actor=user, mention=mention.pk)
    if complaint and mention.message.complaint_id == complaint.pk:
        _release(complaint, mention.message, user, now)
    unlearn_mention(mention=mention)
    mention.outcome, mention.complaint = "", None
    mention.save(update_fields=["outcome", "complaint"])


def _locked(mention: Mention, user: User) -> Mention:
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memutuskan sebutan.")
    # The conversation first, as for a message that comes in: what its author writes at this moment waits for us.
    Conversation.objects.select_for_update(of=("self",)).get(messages__mention=mention)
    rows = Mention.objects.select_for_update(of=("self",)).select_related("message__conversation__reporter")
    return rows.get(pk=mention.pk)


def _lock_waiting(keys: Sequence[int]) -> list[Mention]:
    """Conversations first and in one order, so that two who decide at the same time wait for each other."""
    conversations = Conversation.objects.filter(messages__mention__in=keys)
    list(conversations.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    rows = Mention.objects.filter(pk__in=keys, outcome="", message__revoked_at=None).order_by("created_at", "pk")
    return list(rows.select_for_update(of=("self",)).select_related("message"))


def _waiting(mention: Mention, user: User) -> Mention:
    mention = _locked(mention, user)
    if mention.outcome:
        raise MoveNotAllowedError("Sebutan ini sudah diputuskan.")
    if mention.message.revoked_at:
        raise MoveNotAllowedError("Komentar ini sudah dihapus penulisnya.")
    return mention


def _decide(
    mention: Mention,
    outcome: Outcome,
    complaint: Complaint | None,
    user: User,
    now: datetime,
    *,
    batch: uuid.UUID | None = None,
) -> MentionDecision:
    mention.outcome, mention.complaint = outcome, complaint
    mention.save(update_fields=["outcome", "complaint"])
    return MentionDecision.objects.create(
        mention=mention, outcome=outcome, complaint=complaint, decided_by=user, decided_at=now, batch=batch
    )


def _thread(message: Message, complaint: Complaint | None, user: User, now: datetime, rule: str = "officer") -> None:
    ThreadingDecision.objects.create(
        message=message, complaint=complaint, rule=rule, score=1.0, decided_by=user, decided_at=now
    )


def _refuse(complaint: Complaint, message: Message, user: User, now: datetime) -> None:
    """Only while nobody has touched the case and its author has not added to it."""
    if complaint.status not in (Status.NEW, Status.FORWARDED) or complaint.assignee_id:
        raise MoveNotAllowedError(f"{complaint.number} sudah dikerjakan, jadi tidak dapat diurungkan.")
    others = complaint.messages.exclude(pk=message.pk).exists()
    if others or complaint.replies.filter(author__isnull=False).exclude(status=Reply.Status.CANCELLED).exists():
        raise MoveNotAllowedError(f"{complaint.number} sudah berisi percakapan, jadi tidak dapat diurungkan.")
    if complaint.status == Status.FORWARDED:
        move(complaint, Status.NEW, opd=None)
    move(complaint, Status.REJECTED, closed_at=now)
    record(complaint, "complaint.rejected", now=now, actor=user, reason=TAKEN_BACK)
    end_clocks(complaint=complaint, now=now)


def _release(complaint: Complaint, message: Message, user: User, now: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(complaint=None)
    _thread(message, None, user, now, rule="undone")
    if complaint.status != Status.REJECTED:
        compose_text(complaint)
        rebalance(complaint, now)
