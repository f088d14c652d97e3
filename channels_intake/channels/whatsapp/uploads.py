"""A file of ours on its way to a citizen: its bytes first, then a message that names them (channels.md 1.7)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from ..errors import ChannelError, Fate
from .bodies import check_size
from .graph import call


def upload(*, account: str, content: Mapping[str, Any]) -> str:
    """Hands the provider a stored file and returns its id there, good for 30 days. Raises ChannelError.

    `content` is that of a reply of the form media. Twice is harmless: the provider keeps two copies.
    """
    name, mime = str(content.get("file", "")), str(content.get("mime", ""))
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise ChannelError("Lampiran tidak ditemukan di penyimpanan.", fate=Fate.BUG) from error
    check_size(mime, len(data))
    answer = call(
        "POST",
        f"{settings.WHATSAPP_API_BASE}/{account}/media",
        is_repeatable=True,
        data={"messaging_product": "whatsapp", "type": mime},
        files={"file": (str(content.get("filename") or "lampiran"), data, mime)},
    )
    if not answer.get("id"):
        raise ChannelError("Lampiran tidak diterima WhatsApp.", fate=Fate.MEDIA)
    return str(answer["id"])
