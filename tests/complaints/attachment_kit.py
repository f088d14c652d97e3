"""A complaint with a file, in the state that a test needs."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bontang_pengaduan.lib.inbound import Media
from complaints.models import Attachment, Complaint
from complaints.services.attachments import StoredFile, mark_stored
from tests.cast import unit
from tests.factories import MONDAY_MORNING, make_event, receive

VOICE = b"OggS\x00\x02" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\nsurat"
PHOTO = b"\xff\xd8\xff\xe0 a photo as it was sent"
DRAWN = b"RIFF\x10\x00\x00\x00WEBPVP8 a photo drawn anew"


def make_pending(
    kind: str = "image", *, filename: str = "", at: datetime = MONDAY_MORNING, phone: str = "+6281200000001"
) -> Attachment:
    """The file of a complaint at PUPRK, still at the provider."""
    media = (Media(kind=kind, id=f"90{Attachment.objects.count()}", filename=filename),)
    message = receive(make_event(media=media, at=at, phone=phone))
    Complaint.objects.filter(messages=message).update(opd=unit("PUPRK"), status="forwarded")
    return Attachment.objects.select_related("message__complaint").get(message=message)


def make_stored(
    content: bytes = PHOTO, content_type: str = "image/jpeg", *, kind: str = "image", filename: str = ""
) -> Attachment:
    """The file of a complaint at PUPRK; a photo has its drawings."""
    attachment = make_pending(kind, filename=filename)
    is_photo = content_type.startswith("image/")
    stored = StoredFile(
        file=_save("attachments/uji", content),
        content_type=content_type,
        size=len(content),
        digest="0" * 64,
        preview=_save("previews/uji.webp", DRAWN) if is_photo else "",
        thumbnail=_save("thumbnails/uji.webp", DRAWN) if is_photo else "",
    )
    assert mark_stored(attachment=attachment, stored=stored, now=MONDAY_MORNING)
    attachment.refresh_from_db()
    return attachment


def _save(name: str, content: bytes) -> str:
    return str(default_storage.save(name, ContentFile(content)))
