"""A file that an officer sends to the citizen: a photo drawn anew, or a PDF as it is."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bontang_pengaduan.lib.filenames import safe_name
from bontang_pengaduan.lib.images import UnusableImageError, redraw
from bontang_pengaduan.lib.sniff import SUFFIXES, sniff
from opd.models import User

from ..errors import InvalidInputError
from ..models import Complaint, Reply
from .replies import ReplyDetails, answer

MOST_BYTES = 10 * 1024 * 1024
MOST_CAPTION = 1024  # letters below a file (channels.md 1.8)
CHANNELS = ("whatsapp", "telegram")  # where a file can be sent


@dataclass(frozen=True)
class Enclosure:
    """A file as the browser sent it."""

    name: str
    size: int
    content: IO[bytes]


def answer_with_file(
    *,
    complaint: Complaint,
    enclosure: Enclosure,
    text: str,
    kind: str,
    user: User,
    version: int,
    now: datetime,
    quoted_external_id: str = "",
    override_reason: str = "",
) -> Reply:
    """answer, with a file; the text is what stands below it.

    The file is stored before the transaction, which storage must not hold up, and leaves it again when the answer is
    refused. Raises what answer raises; InvalidInputError also for a file that cannot be sent.
    """
    if complaint.channel not in CHANNELS:
        raise InvalidInputError("Kanal ini tidak menerima lampiran dari sini.")
    if len(text) > MOST_CAPTION:
        raise InvalidInputError("Keterangan lampiran terlalu panjang. Batasnya 1.024 huruf.")
    content = _store(enclosure)
    try:
        return answer(
            complaint=complaint,
            text=text,
            kind=kind,
            user=user,
            version=version,
            now=now,
            quoted_external_id=quoted_external_id,
            details=ReplyDetails(enclosure=content, override_reason=override_reason),
        )
    except Exception:
        default_storage.delete(content["file"])
        raise


def _store(enclosure: Enclosure) -> Mapping[str, Any]:
    if enclosure.size > MOST_BYTES:
        raise InvalidInputError(f"“{enclosure.name}” lebih besar dari 10 MB. Pilih berkas yang lebih kecil.")
    data = enclosure.content.read()
    mime, data = _shape(enclosure.name, data)
    path = default_storage.save(f"replies/{secrets.token_urlsafe(16)}.{SUFFIXES[mime]}", ContentFile(data))
    return {"file": path, "mime": mime, "filename": safe_name(enclosure.name, mime, fallback="lampiran")}


def _shape(name: str, data: bytes) -> tuple[str, bytes]:
    """Type and bytes as they are sent: a photo loses place and camera, a PDF stays."""
    if sniff(ContentFile(data)) == "application/pdf":
        return "application/pdf", data
    try:
        # WhatsApp shows JPEG and PNG as photos and takes WebP for a sticker.
        return "image/jpeg", redraw(data, image_format="JPEG")
    except UnusableImageError as error:
        raise InvalidInputError(f"“{name}” bukan foto atau PDF yang dapat dikirim.") from error
