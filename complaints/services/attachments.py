"""What becomes of a citizen's file: stored, refused, lost, held because of a virus."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ..models import Attachment, Complaint, Conversation, Reply
from ..window import is_window_open
from ..wording import lost_attachment_text
from .conversing import say
from .events import record

TOLD = "pelapor diminta mengirim ulang"
NOT_TOLD = "pelapor belum diberi tahu, minta ia mengirim ulang"


@dataclass(frozen=True)
class StoredFile:
    """Where the file and its drawings lie in the storage (empty: no drawing), and what its bytes say."""

    file: str
    content_type: str
    size: int
    digest: str
    preview: str = ""
    thumbnail: str = ""
    flaw: str = ""


@transaction.atomic
def mark_stored(*, attachment: Attachment, stored: StoredFile, now: datetime) -> bool:
    """It is here, and due to be scanned. False, and nothing changed, when another worker was first."""
    facts = asdict(stored)
    facts["last_error"] = facts.pop("flaw")
    return bool(
        _pending(attachment).update(
            status=Attachment.Status.STORED, next_attempt_at=now, attempts=0, claimed_at=None, **facts
        )
    )


@transaction.atomic
def mark_refused(*, attachment: Attachment, reason: str) -> None:
    """We do not take it; the officer reads why."""
    _pending(attachment).update(status=Attachment.Status.REFUSED, last_error=reason)


@transaction.atomic
def mark_lost(*, attachment: Attachment, reason: str, now: datetime) -> None:
    """It cannot be had any more. The citizen is asked once a complaint to send it again, if free text still reaches
    him; otherwise the history says that nobody has told him."""
    if not _pending(attachment).update(status=Attachment.Status.LOST, last_error=reason):
        return
    complaint = attachment.message.complaint
    is_told = _ask_again(attachment.message.conversation_id, complaint, now)
    if complaint:
        record(complaint, "attachment.lost", now=now, attachment=attachment.pk, reason=TOLD if is_told else NOT_TOLD)


@transaction.atomic
def keep_verdict(*, attachment: Attachment, virus: str, now: datetime) -> None:
    """What clamd found: clean when `virus` is empty, otherwise the file is held and never given out again."""
    found = Attachment.Scan.INFECTED if virus else Attachment.Scan.CLEAN
    unchecked = Attachment.objects.filter(pk=attachment.pk, scan=Attachment.Scan.UNCHECKED)
    if not unchecked.update(scan=found, virus=virus[:200], scanned_at=now, claimed_at=None):
        return
    complaint = attachment.message.complaint
    if virus and complaint:
        record(complaint, "attachment.held", now=now, attachment=attachment.pk, name=virus)


def _pending(attachment: Attachment) -> QuerySet[Attachment]:
    return Attachment.objects.filter(pk=attachment.pk, status=Attachment.Status.PENDING)


def _ask_again(conversation_id: int, complaint: Complaint | None, now: datetime) -> bool:
    """Whether the citizen has been told. Locked, because the photos of one album are lost at the same moment."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    text = lost_attachment_text(complaint)
    if conversation.replies.filter(kind=Reply.Kind.PROMPT, text=text).exists():
        return True
    if not is_window_open(conversation, now):
        return False
    return say(conversation=conversation, text=text, complaint=complaint, now=now) is not None
