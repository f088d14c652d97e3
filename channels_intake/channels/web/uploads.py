"""Files that citizens hand in with a form: kept under a random name until the drain of attachments takes them over."""

import re
import secrets
from datetime import datetime
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from ..errors import ChannelError, Fate
from ..files import FileRefusedError

FOLDER = "uploads"
CHUNK = 256 * 1024
_NAME = re.compile(r"[\w-]{20,60}")


def keep(content: "File[bytes]") -> str:
    """Stores a file and returns the name by which it is fetched."""
    name = secrets.token_urlsafe(20)
    default_storage.save(f"{FOLDER}/{name}", content)
    return name


def discard(name: str) -> None:
    """Removes a file; one that is gone already is fine."""
    if _NAME.fullmatch(name):
        default_storage.delete(f"{FOLDER}/{name}")


def discard_old(*, before: datetime) -> int:
    """Removes the files that came before that moment; how many. The storage's clock counts."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    old = [name for name in names if default_storage.get_modified_time(f"{FOLDER}/{name}") < before]
    for name in old:
        default_storage.delete(f"{FOLDER}/{name}")
    return len(old)


def download(*, account: str, media_id: str, into: IO[bytes], limit: int) -> None:
    """Writes the file to `into`, at most `limit` bytes. Raises FileRefusedError when it is too large, ChannelError
    when it is not here."""
    if not _NAME.fullmatch(media_id):
        raise ChannelError("Nama berkas tidak dikenal.", fate=Fate.REFUSED)
    try:
        with default_storage.open(f"{FOLDER}/{media_id}") as content:
            written = 0
            while chunk := content.read(CHUNK):
                written += len(chunk)
                if written > limit:
                    raise FileRefusedError(f"Berkas lebih besar dari {limit // (1024 * 1024)} MB.")
                into.write(chunk)
    except FileNotFoundError:
        raise ChannelError("Berkas unggahan tidak ditemukan.", fate=Fate.REFUSED) from None
