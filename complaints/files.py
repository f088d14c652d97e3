"""How a citizen's file is shown to an officer: by what its bytes are, and by what may be given out of it."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from bontang_pengaduan.lib.filenames import safe_name
from bontang_pengaduan.lib.sniff import OCTET_STREAM

from .models import Attachment

AUDIO = frozenset(["audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/wav"])
VIDEO = frozenset(["video/mp4", "video/webm"])
PICTURES = ("image", "sticker")
NOUNS = {"image": "foto", "sticker": "stiker", "voice": "pesan-suara", "audio": "rekaman", "video": "video"}
ICONS = {
    "pending": "clock",
    "lost": "alert-triangle",
    "refused": "ban",
    "infected": "ban",
    "photo": "photo",
    "audio": "microphone",
    "video": "video",
    "file": "paperclip",
}
UNCHECKED = "belum diperiksa virus"
UNCHECKED_SHORT = "belum diperiksa"
DRAWN = "image/webp"


class Form(StrEnum):
    """Which form of an attachment: two that are drawn anew, and its very bytes. The values are its columns."""

    THUMBNAIL = "thumbnail"
    PREVIEW = "preview"
    FILE = "file"


@dataclass(frozen=True)
class Card:
    """One attachment in a conversation. `shape` is photo, audio, video, file or state; `title` what it is, `facts` what
    is said below it; `icon` one of the sprite. `is_open`: its very bytes may be fetched."""

    pk: int
    shape: str
    title: str
    facts: str
    icon: str
    is_open: bool = False

    @property
    def is_playable(self) -> bool:
        """Whether it has a player in the conversation."""
        return self.shape in ("audio", "video")


def read_card(attachment: Attachment, *, with_originals: bool) -> Card:
    """The attachment as it stands. `with_originals`: this officer may have photos as they were sent."""
    if attachment.status != Attachment.Status.STORED:
        return _not_here(attachment)
    if attachment.scan == Attachment.Scan.INFECTED:
        return _state(attachment, "Berkas ini mengandung virus dan ditahan", attachment.virus, ICONS["infected"])
    shape = _shape(attachment)
    facts = [size_words(attachment.size), attachment.last_error, _scan_words(attachment, shape)]
    is_open = can_give(attachment, Form.FILE, with_originals=with_originals)
    title = {"photo": "Foto", "audio": _recording(attachment), "video": "Video"}.get(shape) or file_name(attachment)
    return Card(attachment.pk, shape, title, " · ".join(filter(None, facts)), ICONS[shape], is_open)


def can_give(attachment: Attachment, form: str, *, with_originals: bool) -> bool:
    """Whether this form of the file may leave the platform.

    Never one with a virus. Where clamd is set up, what is saved and opened elsewhere waits for it; photos that were
    drawn anew and recordings that play in the page do not. Photos as they were sent need `with_originals`.
    """
    if attachment.status != Attachment.Status.STORED or attachment.scan == Attachment.Scan.INFECTED:
        return False
    if form != Form.FILE:
        return bool(attachment.preview)
    return not _waits(attachment) and (with_originals or not _is_photo(attachment))


def is_playable(attachment: Attachment) -> bool:
    """Whether a browser plays it in the page; everything else is saved."""
    return attachment.content_type in AUDIO | VIDEO


def file_name(attachment: Attachment) -> str:
    """The citizen's name for the file made safe, or one made of its kind."""
    fallback = f"{NOUNS.get(attachment.kind, 'berkas')}-{attachment.pk}"
    return safe_name(attachment.filename, attachment.content_type or OCTET_STREAM, fallback=fallback)


def size_words(size: int | None) -> str:
    """`820 KB`, `1,2 MB`; empty when it is not known."""
    if size is None:
        return ""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / (1024 * 1024):.1f} MB".replace(".", ",")


def _not_here(attachment: Attachment) -> Card:
    title, facts = {
        Attachment.Status.PENDING.value: ("Lampiran sedang diambil", ""),
        Attachment.Status.LOST.value: ("Lampiran hilang", "Minta pelapor mengirim ulang."),
    }.get(attachment.status, ("Lampiran ditolak", attachment.last_error))
    return _state(attachment, title, facts, ICONS[attachment.status])


def _state(attachment: Attachment, title: str, facts: str, icon: str) -> Card:
    return Card(attachment.pk, "state", title, facts, icon)


def _shape(attachment: Attachment) -> str:
    if attachment.preview:
        return "photo"
    if attachment.content_type in AUDIO:
        return "audio"
    return "video" if attachment.content_type in VIDEO else "file"


def _scan_words(attachment: Attachment, shape: str) -> str:
    if attachment.scan != Attachment.Scan.UNCHECKED:
        return ""
    if shape == "photo":
        return UNCHECKED_SHORT
    return f"{UNCHECKED}, dapat dibuka setelah diperiksa" if _waits(attachment) else UNCHECKED


def _recording(attachment: Attachment) -> str:
    return "Pesan suara" if attachment.kind == "voice" else "Rekaman"


def _is_photo(attachment: Attachment) -> bool:
    return attachment.content_type.startswith("image/") or attachment.kind in PICTURES


def _waits(attachment: Attachment) -> bool:
    is_unchecked = attachment.scan == Attachment.Scan.UNCHECKED
    return bool(settings.CLAMD_URL) and is_unchecked and not is_playable(attachment)
