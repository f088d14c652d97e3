"""Photos that prove a result: drawn anew, kept, and shown to the citizen or not."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bontang_pengaduan.lib.images import Drawing, TooManyPixelsError, UnusableImageError, draw
from opd.models import User

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Reply, ResultPhoto
from ..permissions import can_act
from .events import record
from .state import change

MOST_PHOTOS = 3
MOST_BYTES = 10 * 1024 * 1024  # a phone's photo has 3 to 6 MB


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it; `name` is for the error message alone."""

    stage: ResultPhoto.Stage
    name: str
    size: int
    content: IO[bytes]


@dataclass(frozen=True)
class StoredPhoto:
    """A photo that lies in storage and belongs to no case yet."""

    stage: ResultPhoto.Stage
    key: str
    image: str
    thumbnail: str


def store_photos(*, uploads: Sequence[Upload]) -> list[StoredPhoto]:
    """Draws the photos anew and puts them into storage; called before the transaction, which storage must not hold up.

    At most MOST_PHOTOS of MOST_BYTES each. Raises InvalidInputError that names the photo; nothing is then stored.
    """
    if len(uploads) > MOST_PHOTOS:
        raise InvalidInputError(f"Paling banyak {MOST_PHOTOS} foto. Anda memilih {len(uploads)}.")
    drawings = [(upload.stage, _draw(upload)) for upload in uploads]
    stored = []
    for stage, drawing in drawings:
        key = secrets.token_urlsafe(16)
        image = default_storage.save(f"results/{key}.webp", ContentFile(drawing.preview))
        thumbnail = default_storage.save(f"results/{key}-small.webp", ContentFile(drawing.thumbnail))
        stored.append(StoredPhoto(stage, key, image, thumbnail))
    return stored


def discard_photos(*, photos: Sequence[StoredPhoto]) -> None:
    """Takes photos out of storage again, when the result that they belong to was refused."""
    for photo in photos:
        default_storage.delete(photo.image)
        default_storage.delete(photo.thumbnail)


def attach_photos(*, reply: Reply, photos: Sequence[StoredPhoto], are_shown: bool, now: datetime) -> None:
    """Ties stored photos to the result that a reply tells; part of the transaction that resolves the case."""
    ResultPhoto.objects.bulk_create(
        ResultPhoto(
            complaint=reply.complaint,
            reply=reply,
            stage=photo.stage,
            key=photo.key,
            image=photo.image,
            thumbnail=photo.thumbnail,
            is_shown=are_shown,
            created_at=now,
        )
        for photo in photos
    )


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
