"""Photos that prove a result: held while the officer writes, asked about, kept with it, shown to the citizen or not."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from bontang_pengaduan.lib.images import Drawing, TooManyPixelsError, UnusableImageError, draw
from bontang_pengaduan.lib.photo_facts import fingerprint, read_facts
from opd.models import User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, PhotosDoubtedError
from ..models import Complaint, HeldPhoto, PhotoStage, Reply, ResultPhoto
from ..permissions import can_act
from ..photo_doubts import find_doubts, logged_words
from .events import record
from .state import change

MOST_PHOTOS = 3
MOST_BYTES = 10 * 1024 * 1024  # a phone's photo has 3 to 6 MB
HELD_FOR = timedelta(days=1)
TWICE = {"code": "used", "words": "Foto ini juga dipilih sebagai foto lain untuk hasil ini."}


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it; `name` is for the error message alone."""

    stage: PhotoStage
    name: str
    size: int
    content: IO[bytes]


def choose_photos(
    *,
    complaint: Complaint,
    uploads: Sequence[Upload],
    kept: Mapping[str, str],
    user: User,
    now: datetime,
) -> list[HeldPhoto]:
    """The photos for the result: those of `kept` (key of a held photo, its stage), which the officer has seen with
    what is asked of them, and the uploads, drawn anew and held from now on.

    Called before the transaction, which storage must not hold up. At most MOST_PHOTOS of MOST_BYTES each. Raises
    NotAllowedError; InvalidInputError that names the photo, nothing is then held; PhotosDoubtedError when a photo of
    which nothing was asked yet does not fit the case: all are held, and the officer decides.
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if len(uploads) + len(kept) > MOST_PHOTOS:
        raise InvalidInputError(f"Paling banyak {MOST_PHOTOS} foto. Anda memilih {len(uploads) + len(kept)}.")
    before, known = [], list(held_photos(complaint, user, now).filter(key__in=kept))
    if len(known) < len(kept):
        raise InvalidInputError("Foto yang tadi dipilih sudah tidak tersimpan. Pilih lagi berkasnya.")
    for photo in known:
        before += photo.questions
        _mark(photo, kept[photo.key])
    fresh = _hold(complaint, uploads, known, user, now)
    unasked = [words for photo in (*known, *fresh) for words in photo.questions if words not in before]
    if unasked:
        raise PhotosDoubtedError(unasked)
    return [*known, *fresh]


def held_photos(complaint: Complaint, user: User, now: datetime) -> QuerySet[HeldPhoto]:
    """The photos that this officer has chosen for the result of this case and not used."""
    return HeldPhoto.objects.filter(complaint=complaint, held_by=user, created_at__gt=now - HELD_FOR)


def attach_photos(*, reply: Reply, photos: Sequence[HeldPhoto], are_shown: bool, user: User, now: datetime) -> None:
    """Ties the photos to the result that a reply tells; part of the transaction that resolves the case. What was
    asked of them stands in the history with the officer's decision."""
    facts = ("stage", "key", "image", "thumbnail", "digest", "bands")
    ResultPhoto.objects.bulk_create(
        ResultPhoto(
            complaint=reply.complaint,
            reply=reply,
            is_shown=are_shown,
            created_at=now,
            **{name: getattr(photo, name) for name in facts},
        )
        for photo in photos
    )
    HeldPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    doubts = [doubt for photo in photos for doubt in photo.doubts_now]
    if doubts and reply.complaint:
        codes = sorted({doubt["code"] for doubt in doubts})
        unique = list({doubt["code"]: doubt for doubt in doubts}.values())
        record(reply.complaint, "photos.kept", now=now, actor=user, reason=logged_words(unique), codes=codes)


@transaction.atomic
def discard_held_photos(*, now: datetime) -> int:
    """Removes photos that were chosen HELD_FOR ago and not used, with their files after the commit; how many."""
    old = HeldPhoto.objects.filter(created_at__lte=now - HELD_FOR).select_for_update(skip_locked=True)
    rows = list(old.values_list("pk", "image", "thumbnail"))
    HeldPhoto.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
    for _, *names in rows:
        for name in names:
            transaction.on_commit(partial(default_storage.delete, name))
    return len(rows)


@transaction.atomic
def show_photos(*, complaint: Complaint, are_shown: bool, user: User, now: datetime) -> None:
    """Shows all result photos of a case on its public page, or takes them off it. Raises NotAllowedError, and
    MoveNotAllowedError when there is nothing to change."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not complaint.result_photos.filter(is_shown=not are_shown).update(is_shown=are_shown):
        raise MoveNotAllowedError("Foto hasil sudah demikian.")
    change(complaint)
    record(complaint, "photos.shown" if are_shown else "photos.hidden", now=now, actor=user)


def _mark(photo: HeldPhoto, stage: str) -> None:
    if stage in PhotoStage.values and stage != photo.stage:
        photo.stage = stage
        photo.save(update_fields=["stage"])


def _hold(
    complaint: Complaint, uploads: Sequence[Upload], known: Sequence[HeldPhoto], user: User, now: datetime
) -> list[HeldPhoto]:
    drawn = [(upload, _draw(upload)) for upload in uploads]
    digests, fresh = {photo.digest for photo in known}, []
    for upload, drawing in drawn:
        upload.content.seek(0)
        facts, bands = read_facts(upload.content.read()), fingerprint(drawing.preview)
        doubts = find_doubts(complaint, facts, bands, user)
        if facts.digest in digests:
            doubts = [TWICE, *(doubt for doubt in doubts if doubt["code"] != TWICE["code"])]
        digests.add(facts.digest)
        photo = HeldPhoto(
            complaint=complaint,
            held_by=user,
            stage=upload.stage,
            digest=facts.digest,
            bands=bands,
            doubts=doubts,
            created_at=now,
            **_store(drawing),
        )
        photo.save()
        fresh.append(photo)
    return fresh


def _store(drawing: Drawing) -> dict[str, str]:
    key = secrets.token_urlsafe(16)
    image = default_storage.save(f"results/{key}.webp", ContentFile(drawing.preview))
    thumbnail = default_storage.save(f"results/{key}-small.webp", ContentFile(drawing.thumbnail))
    return {"key": key, "image": image, "thumbnail": thumbnail}


def _draw(upload: Upload) -> Drawing:
    if upload.size > MOST_BYTES:
        raise InvalidInputError(f"Foto “{upload.name}” lebih besar dari 10 MB. Pilih foto yang lebih kecil.")
    try:
        return draw(upload.content)
    except TooManyPixelsError as error:
        raise InvalidInputError(f"Foto “{upload.name}” terlalu besar. Batasnya 50 megapiksel.") from error
    except UnusableImageError as error:
        raise InvalidInputError(
            f"Berkas “{upload.name}” bukan foto yang dapat dibuka. Gunakan JPEG, PNG, atau WebP."
        ) from error
