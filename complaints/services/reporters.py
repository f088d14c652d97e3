"""Two reporters who are one person, and taking that back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import CaseMove, Complaint, Conversation, Message, Reply, Reporter, ReporterIdentifier, ReporterMerge
from ..permissions import is_coordinator
from .events import record


@transaction.atomic
def merge_reporters(
    *, kept: Reporter, duplicate: Reporter, reason: str, user: User | None, now: datetime, note: str = ""
) -> ReporterMerge:
    """Gives everything of `duplicate` to `kept`: identifiers, complaints and what was said. No state or clock moves.

    A person needs to be coordinator and says why in `note`. Raises NotAllowedError, InvalidInputError.
    """
    if user and not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat menggabungkan pelapor.")
    if kept.pk == duplicate.pk:
        raise InvalidInputError("Keduanya sudah pelapor yang sama.")
    if user and not clean(note):
        raise InvalidInputError("Tuliskan mengapa keduanya orang yang sama.")
    said = [_pour(conversation, kept) for conversation in duplicate.conversations.all()]
    poured = [facts for facts in said if facts]
    emptied = [facts["conversation"] for facts in poured]
    identifiers = ReporterIdentifier.objects.filter(reporter=duplicate)
    complaints = Complaint.objects.filter(reporter=duplicate)
    conversations = Conversation.objects.filter(reporter=duplicate).exclude(pk__in=emptied)
    moved = {
        "identifiers": list(identifiers.values_list("pk", flat=True)),
        "complaints": list(complaints.values_list("pk", flat=True)),
        "conversations": list(conversations.values_list("pk", flat=True)),
        "said": poured,
    }
    for rows in (identifiers, complaints, conversations):
        rows.update(reporter=kept)
    for complaint in kept.complaints.all():
        record(complaint, "reporter.merged", now=now, actor=user)
    return ReporterMerge.objects.create(
        duplicate=duplicate, kept=kept, reason=reason, note=clean(note), moved=moved, merged_by=user, merged_at=now
    )


@transaction.atomic
def split_reporters(*, merge: ReporterMerge, user: User, now: datetime) -> None:
    """Takes a merge back: each row that it moved returns. What came afterwards stays with the kept reporter.

    Raises NotAllowedError, MoveNotAllowedError (it has been taken back; a later merge or a move between cases of the
    two stands in the way, for nobody may be left with a stranger's words).
    """
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memisahkan pelapor.")
    undone = ReporterMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_by=user, undone_at=now)
    if not undone:
        raise MoveNotAllowedError("Penggabungan pelapor ini sudah diurungkan.")
    _check_apart(merge)
    former = merge.duplicate
    ReporterIdentifier.objects.filter(pk__in=merge.moved["identifiers"]).update(reporter=former)
    Complaint.objects.filter(pk__in=merge.moved["complaints"]).update(reporter=former)
    Conversation.objects.filter(pk__in=merge.moved["conversations"]).update(reporter=former)
    for said in merge.moved["said"]:
        Message.objects.filter(pk__in=said["messages"]).update(conversation=said["conversation"])
        Reply.objects.filter(pk__in=said["replies"]).update(conversation=said["conversation"])
    for complaint in Complaint.objects.filter(reporter__in=[former, merge.kept]):
        record(complaint, "reporter.split", now=now, actor=user)


def _check_apart(merge: ReporterMerge) -> None:
    later = ReporterMerge.objects.filter(undone_at=None, pk__gt=merge.pk)
    if later.filter(Q(duplicate=merge.kept) | Q(kept=merge.kept)).exists():
        raise MoveNotAllowedError("Pisahkan dulu penggabungan pelapor yang lebih baru.")
    returning = merge.moved["complaints"]
    moves = CaseMove.objects.filter(undone_at=None, moved_at__gte=merge.merged_at)
    crossing = moves.filter(
        Q(source__in=returning) & ~Q(target__in=returning) | ~Q(source__in=returning) & Q(target__in=returning)
    ).first()
    if crossing:
        numbers = f"{crossing.source.number} dan {crossing.target.number}"
        raise MoveNotAllowedError(f"Urungkan dulu pemindahan antara {numbers}.")


def _pour(conversation: Conversation, kept: Reporter) -> dict[str, Any] | None:
    """Where both wrote on the same account there can be one conversation only: what was said goes into it."""
    same = {"channel": conversation.channel, "account": conversation.account, "is_public": conversation.is_public}
    target = kept.conversations.filter(**same).first()
    if target is None:
        return None
    messages, replies = conversation.messages.all(), conversation.replies.all()
    facts = {
        "conversation": conversation.pk,
        "messages": list(messages.values_list("pk", flat=True)),
        "replies": list(replies.values_list("pk", flat=True)),
    }
    messages.update(conversation=target)
    replies.update(conversation=target)
    moments = [at for at in (conversation.citizen_wrote_at, target.citizen_wrote_at) if at]
    windows = [at for at in (conversation.window_until, target.window_until) if at]
    target.citizen_wrote_at, target.window_until = max(moments, default=None), max(windows, default=None)
    target.save(update_fields=["citizen_wrote_at", "window_until"])
    return facts
