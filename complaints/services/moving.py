"""What belongs to which case, corrected by officers: a message moved or split off, two cases merged; all undoable.

Both cases are the same citizen's. What several citizens report stays several cases: a merged case shows its citizen
the joined one, and nobody is to read a stranger's.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from opd.models import User
from sla import clocks
from sla.models import ClockKind

from ..errors import MoveNotAllowedError, NotAllowedError
from ..models import CaseMove, Complaint, Message, Reply, ThreadingDecision
from ..permissions import can_act
from ..queries import running_parts
from ..workflow import MERGEABLE, OPEN, Status
from .ending import drop_idle_reading_clock, end_clocks
from .events import record
from .marking import mark_red
from .register import compose_text, open_complaint
from .state import change, move
from .threading import SILENT


@transaction.atomic
def move_message(*, message: Message, target: Complaint, user: User, now: datetime) -> CaseMove:
    """Pindahkan: the message becomes a word of another open case of the same citizen.

    Raises NotAllowedError, MoveNotAllowedError (the last message of a case; a case that is closed; unlike secrecy).
    """
    source = _source_of(message, user)
    source, target = _locked(source, target)
    _check_pair(source, target, user)
    _give([message.pk], source, target, rule="officer", user=user, now=now)
    for complaint in (source, target):
        compose_text(complaint)
        rebalance(complaint, now)
    record(source, "message.moved_out", now=now, actor=user, number=target.number)
    record(target, "message.moved_in", now=now, actor=user, number=source.number)
    return _keep(CaseMove.Kind.MOVE, source, target, {"messages": [message.pk]}, user, now)


@transaction.atomic
def split_message(*, message: Message, user: User, now: datetime) -> CaseMove:
    """Pecah: the message opens a complaint of its own, which is promised from the day on which the city had it.

    Secrecy is the same. Raises NotAllowedError, MoveNotAllowedError (the only message of its case).
    """
    source = _source_of(message, user)
    opened = open_complaint(message=message, now=now, received_at=message.received_at, split_from=source)
    _decide([message.pk], opened, rule="officer", user=user, now=now)
    compose_text(source)
    rebalance(source, now)
    record(source, "complaint.split", now=now, actor=user, number=opened.number)
    record(opened, "complaint.split_from", now=now, actor=user, number=source.number)
    return _keep(CaseMove.Kind.SPLIT, source, opened, {"messages": [message.pk]}, user, now)


@transaction.atomic
def merge_cases(*, source: Complaint, target: Complaint, user: User, now: datetime) -> CaseMove:
    """Gabungkan: everything said in `source` goes to `target`, whose clocks go on; those of `source` are cancelled.

    The running case that is older stays, so that no promise is put off. The link of `source` shows `target` from now
    on. Raises NotAllowedError, MoveNotAllowedError.
    """
    source, target = _locked(source, target)
    _check_pair(source, target, user)
    if Status(source.status) not in MERGEABLE:
        raise MoveNotAllowedError("Aduan yang sudah ditutup tidak dapat digabungkan.")
    if running_parts(source).exists():
        raise MoveNotAllowedError(f"OPD lain masih memegang bagian {source.number}. Urungkan dulu pemecahannya.")
    if Status(source.status) in OPEN and source.created_at < target.created_at:
        raise MoveNotAllowedError(f"{source.number} lebih lama. Gabungkan {target.number} ke dalamnya.")
    return _keep(CaseMove.Kind.MERGE, source, target, _absorb(source, target, user, now), user, now)


@transaction.atomic
def undo_move(*, case_move: CaseMove, user: User, now: datetime) -> None:
    """Urungkan: both cases are as if the move had not been, but for what was said since.

    A case that was split off becomes part of its source again, because its citizen may hold its link.
    Raises NotAllowedError, MoveNotAllowedError (undone already, or a later merge stands in the way).
    """
    source, target = _locked(case_move.source, case_move.target)
    if not (can_act(user, source) and can_act(user, target)):
        raise NotAllowedError("Salah satu aduan ditangani OPD lain.")
    if not CaseMove.objects.filter(pk=case_move.pk, undone_at=None).update(undone_by=user, undone_at=now):
        raise MoveNotAllowedError("Pemindahan ini sudah diurungkan.")
    in_the_way = target.merged_into or (case_move.kind != CaseMove.Kind.MERGE and source.merged_into)
    if in_the_way:
        raise MoveNotAllowedError(f"Urungkan dulu penggabungan dengan {in_the_way.number}.")
    _UNDO[case_move.kind](case_move, source, target, user, now)
    for complaint, other in ((source, target), (target, source)):
        record(complaint, "move.undone", now=now, actor=user, kind=case_move.kind, number=other.number)


def rebalance(complaint: Complaint, now: datetime) -> None:
    """The last word and the promise of the next answer follow the messages that are there now."""
    newest = _words(complaint).order_by("sent_at").last()
    change(complaint, citizen_wrote_at=newest.sent_at if newest else complaint.citizen_wrote_at)
    if complaint.answered_at is None or Status(complaint.status) not in OPEN:
        return
    unanswered = _words(complaint).filter(sent_at__gt=complaint.answered_at).order_by("sent_at").first()
    if unanswered:
        clocks.start(complaint=complaint, kinds=[ClockKind.NEXT_ANSWER], now=unanswered.received_at)
    else:
        clocks.cancel(complaint=complaint, kinds=[ClockKind.NEXT_ANSWER], now=now)


def _undo_message(case_move: CaseMove, source: Complaint, target: Complaint, user: User, now: datetime) -> None:
    _give(case_move.facts["messages"], target, source, rule="undone", user=user, now=now)
    for complaint in (source, target):
        compose_text(complaint)
        rebalance(complaint, now)


def _undo_split(case_move: CaseMove, source: Complaint, target: Complaint, user: User, now: datetime) -> None:
    Reply.objects.filter(complaint=target, kind=Reply.Kind.ACKNOWLEDGEMENT, status=Reply.Status.PENDING).update(
        status=Reply.Status.CANCELLED
    )
    _absorb(target, source, user, now)
    compose_text(source)


def _undo_merge(case_move: CaseMove, source: Complaint, target: Complaint, user: User, now: datetime) -> None:
    move(source, Status(case_move.facts["status"]), merged_into=None)
    _give(case_move.facts["messages"], target, source, rule="undone", user=user, now=now)
    Reply.objects.filter(pk__in=case_move.facts["replies"], complaint=target).update(complaint=source)
    clocks.restore(complaint=source, cancelled_at=case_move.moved_at)
    drop_idle_reading_clock(complaint=source, now=now)
    for complaint in (source, target):
        rebalance(complaint, now)


_UNDO = {
    CaseMove.Kind.MOVE.value: _undo_message,
    CaseMove.Kind.SPLIT.value: _undo_split,
    CaseMove.Kind.MERGE.value: _undo_merge,
}


def _absorb(source: Complaint, target: Complaint, user: User, now: datetime) -> dict[str, Any]:
    """Makes `source` part of `target`. Its acknowledgement stays with it: there is one for each number."""
    status = source.status
    messages = list(source.messages.values_list("pk", flat=True))
    replies = source.replies.exclude(kind=Reply.Kind.ACKNOWLEDGEMENT)
    moved = list(replies.values_list("pk", flat=True))
    replies.filter(kind=Reply.Kind.PROMPT, status=Reply.Status.PENDING).update(status=Reply.Status.CANCELLED)
    replies.update(complaint=target)
    _give(messages, source, target, rule="merged", user=user, now=now)
    move(source, Status.MERGED, merged_into=target)
    end_clocks(complaint=source, now=now)
    rebalance(target, now)
    record(source, "complaint.merged", now=now, actor=user, number=target.number)
    record(target, "complaint.absorbed", now=now, actor=user, number=source.number)
    return {"messages": messages, "replies": moved, "status": status}


def _source_of(message: Message, user: User) -> Complaint:
    source = Complaint.objects.select_for_update(of=("self",)).filter(messages=message).first()
    if source is None or not can_act(user, source):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if message.is_outbound:
        raise MoveNotAllowedError("Hanya pesan pelapor yang dapat dipindahkan.")
    if not _words(source).exclude(pk=message.pk).exists():
        raise MoveNotAllowedError("Ini satu-satunya pesan dalam aduan. Gabungkan aduannya saja.")
    return source


def _locked(source: Complaint, target: Complaint) -> tuple[Complaint, Complaint]:
    # In order of the key, so that two who move between the same cases wait for each other and never deadlock.
    rows = Complaint.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")
    by_pk = {complaint.pk: complaint for complaint in rows}
    return by_pk[source.pk], by_pk[target.pk]


def _check_pair(source: Complaint, target: Complaint, user: User) -> None:
    if not (can_act(user, source) and can_act(user, target)):
        raise NotAllowedError("Salah satu aduan ditangani OPD lain.")
    if source.pk == target.pk or source.reporter_id != target.reporter_id or source.part_of_id or target.part_of_id:
        raise MoveNotAllowedError("Pilih aduan lain dari pelapor yang sama.")
    if Status(target.status) not in OPEN:
        raise MoveNotAllowedError(f"{target.number} tidak sedang berjalan.")
    if (source.is_secret, source.is_anonymous) != (target.is_secret, target.is_anonymous):
        raise MoveNotAllowedError("Samakan dulu kerahasiaan kedua aduan.")


def _give(keys: Collection[int], former: Complaint, new: Complaint, *, rule: str, user: User, now: datetime) -> None:
    """Messages that have left `former` meanwhile stay where they are."""
    present = list(Message.objects.filter(pk__in=keys, complaint=former).values_list("pk", flat=True))
    Message.objects.filter(pk__in=present).update(complaint=new)
    for message in Message.objects.filter(pk__in=present) if former.is_red else ():
        mark_red(complaint=new, message=message, now=now)
    _decide(present, new, rule=rule, user=user, now=now)


def _decide(keys: Collection[int], complaint: Complaint, *, rule: str, user: User, now: datetime) -> None:
    ThreadingDecision.objects.bulk_create(
        ThreadingDecision(message_id=pk, complaint=complaint, rule=rule, score=1.0, decided_by=user, decided_at=now)
        for pk in keys
    )


def _words(complaint: Complaint) -> QuerySet[Message]:
    """What the citizen said in the matter: no thanks, no commands."""
    return complaint.messages.filter(is_outbound=False).exclude(threading__rule__in=[*SILENT, "choice"])


def _keep(
    kind: CaseMove.Kind, source: Complaint, target: Complaint, facts: dict[str, Any], user: User, now: datetime
) -> CaseMove:
    return CaseMove.objects.create(kind=kind, source=source, target=target, facts=facts, moved_by=user, moved_at=now)
