"""A citizen's draft: begun, changed, found again by the key in his cookie, and removed when nobody comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bontang_pengaduan.lib.signing import new_token, token_digest
from bontang_pengaduan.lib.text import clean
from complaints.services.rates import forget_counts

from ..channels.web import uploads
from ..models import FormDraft

MOST_PHOTOS = 5


def begin(*, now: datetime) -> tuple[FormDraft, str]:
    """A new draft and the key that opens it."""
    key = new_token()
    return FormDraft.objects.create(key_digest=token_digest(key), created_at=now, touched_at=now), key


def find(key: str, now: datetime) -> FormDraft | None:
    """The draft that the key opens, while it is kept."""
    oldest = now - timedelta(days=settings.FORM_DRAFT_DAYS)
    return FormDraft.objects.filter(key_digest=token_digest(key), touched_at__gt=oldest).first() if key else None


@transaction.atomic
def keep_answers(*, draft: FormDraft, answers: Mapping[str, Any], now: datetime) -> FormDraft:
    """Puts these answers beside the ones that are there. A draft that was sent stays as it is."""
    row = FormDraft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is None:
        row.answers, row.touched_at = {**row.answers, **answers}, now
        row.save(update_fields=["answers", "touched_at"])
    return row


@transaction.atomic
def keep_photos(*, draft: FormDraft, files: "Sequence[UploadedFile[Any]]", now: datetime) -> FormDraft:
    """Stores the files with the draft, at most MOST_PHOTOS together; the rest is left out."""
    row = FormDraft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is None:
        room = max(0, MOST_PHOTOS - len(row.photos))
        row.photos = [*row.photos, *store_photos(files[:room])]
        row.touched_at = now
        row.save(update_fields=["photos", "touched_at"])
    return row


def store_photos(files: "Sequence[UploadedFile[Any]]") -> list[dict[str, Any]]:
    """Stores the files; what stands in a draft or in the ledger of each."""
    return [_stored(file) for file in files]


@transaction.atomic
def drop_photo(*, draft: FormDraft, photo_id: str, now: datetime) -> None:
    """Removes one of the draft's photos; one that is none of it changes nothing."""
    row = FormDraft.objects.select_for_update().get(pk=draft.pk)
    left = [photo for photo in row.photos if photo["id"] != photo_id]
    if row.sent_at is None and len(left) < len(row.photos):
        row.photos, row.touched_at = left, now
        row.save(update_fields=["photos", "touched_at"])
        transaction.on_commit(lambda: uploads.discard(photo_id))


def discard_old(*, now: datetime) -> int:
    """Removes the drafts that nobody touched for FORM_DRAFT_DAYS; how many. Files as old, which were fetched long ago
    or never sent, and counts of days past go with them."""
    before = now - timedelta(days=settings.FORM_DRAFT_DAYS)
    forget_counts(now=now)
    uploads.discard_old(before=before)
    return FormDraft.objects.filter(touched_at__lt=before).delete()[0]


def _stored(file: "UploadedFile[Any]") -> dict[str, Any]:
    return {
        "id": uploads.keep(file),
        "name": clean(file.name)[:100] or "foto",
        "mime": (file.content_type or "")[:100],
        "size": file.size or 0,
    }
