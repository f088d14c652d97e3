"""What an officer has begun to write: kept for him on the server, never sent by itself, gone when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bontang_pengaduan.lib.text import clean
from opd.models import User

from ..case_keys import CaseKeys
from ..errors import ConflictError, InvalidInputError, NotAllowedError
from ..models import Complaint, Draft, Note, Reply, SecondReading
from ..permissions import can_act

MOST_LETTERS = 20_000  # more than any channel takes; a draft may be longer than what can be sent
SAID_WITHIN, RACE = timedelta(days=1), timedelta(minutes=1)


class DraftConflictError(ConflictError):
    """Another device has saved other words since this one last did, or has sent or removed them; then `draft` is
    None."""

    def __init__(self, draft: Draft | None) -> None:
        words = "Draf untuk aduan ini juga diubah di perangkat lain." if draft else "Draf ini sudah tidak ada."
        super().__init__(words)
        self.draft = draft


@dataclass(frozen=True)
class Words:
    """What stands in the composer. `version` is the case as the writer saw it; `was_sending`, the page was left by
    sending these words, and it is not known whether they went."""

    text: str
    mode: str
    kind: str
    version: int
    was_sending: bool = False
    approved: int | None = None
    quoted: int | None = None
    basis: int | None = None


@transaction.atomic
def keep_draft(*, complaint: Complaint, user: User, words: Words, revision: int, now: datetime) -> Draft | None:
    """Keeps the words for their author alone; empty words remove the draft, and so do words that he has just sent.

    `revision` is the one that this device knows, 0 for none. Returns the draft, None when there is none any more.
    Raises DraftConflictError and changes nothing when another device was there meanwhile; NotAllowedError,
    InvalidInputError.
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if len(words.text) > MOST_LETTERS:
        raise InvalidInputError("Draf terlalu panjang untuk disimpan. Batasnya 20.000 huruf.")
    current = Draft.objects.select_for_update().filter(complaint=complaint, author=user).first()
    text = clean(words.text)
    if not text or _is_said(complaint, user, words, now):
        if current and current.revision == revision:
            current.delete()
        return None
    if current and _is_same(current, words, text):
        return current
    if (current.revision if current else 0) != revision:
        raise DraftConflictError(current)
    facts = {
        "text": text,
        "mode": words.mode,
        "kind": words.kind,
        "approved_id": words.approved,
        "quoted_id": words.quoted,
        "basis_id": words.basis,
        "revision": max(revision + 1, _revision_of(now)),
        "saved_at": now,
    }
    if current:
        Draft.objects.filter(pk=current.pk).update(**facts)
        current.refresh_from_db()
        return current
    draft, is_new = Draft.objects.get_or_create(complaint=complaint, author=user, defaults=facts)
    if not is_new:  # two devices began at the same moment
        raise DraftConflictError(draft)
    return draft


def drop_draft(*, complaint: Complaint, user: User, revision: int, text: str) -> None:
    """Removes the draft that was sent or handed on. What another device has written meanwhile stays."""
    own = Draft.objects.filter(complaint=complaint, author=user)
    own.filter(Q(revision=revision) | Q(text=clean(text))).delete()


def give_back(*, reading: SecondReading, now: datetime) -> None:
    """Makes the words of a reading that came back its writer's draft again. What he has begun since stays."""
    words = {name: getattr(reading, name) for name in ("kind", "text", "approved", "quoted", "basis")}
    mode = "private" if reading.is_private else "reply"
    facts = words | {"mode": mode, "revision": _revision_of(now), "saved_at": now}
    Draft.objects.get_or_create(complaint_id=reading.complaint_id, author_id=reading.asked_by_id, defaults=facts)


def discard_old_drafts(*, now: datetime) -> int:
    """Removes drafts that nobody has touched for DRAFT_DAYS; how many."""
    old = Draft.objects.filter(saved_at__lt=now - timedelta(days=settings.DRAFT_DAYS))
    return old.delete()[0]


def own_drafts(complaint: CaseKeys, user: Any) -> QuerySet[Draft]:
    """The officer's own draft in this case, in at most one row. Words that were sent are no draft, even where a crash
    kept the row."""
    sent = Reply.objects.filter(complaint=complaint.pk, author=user, text=OuterRef("text"))
    sent = sent.filter(created_at__gte=OuterRef("saved_at")).exclude(status=Reply.Status.CANCELLED)
    return Draft.objects.filter(~Exists(sent), complaint=complaint.pk, author=user)


def _revision_of(now: datetime) -> int:
    return int(now.timestamp() * 1_000_000)


def _is_same(draft: Draft, words: Words, text: str) -> bool:
    kept = (draft.text, draft.mode, draft.kind, draft.approved_id, draft.quoted_id, draft.basis_id)
    return kept == (text, words.mode, words.kind, words.approved, words.quoted, words.basis)


def _is_said(complaint: Complaint, user: User, words: Words, now: datetime) -> bool:
    """Whether these are words that he has just sent: a save can come in after the sending that it raced with."""
    is_doubtful = words.was_sending or words.version != complaint.version
    since = now - (SAID_WITHIN if is_doubtful else RACE)
    said = {"complaint": complaint, "author": user, "text": clean(words.text), "created_at__gte": since}
    if Reply.objects.filter(**said).exclude(status=Reply.Status.CANCELLED).exists():
        return True
    return Note.objects.filter(**said).exists()
