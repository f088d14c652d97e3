"""Filling a message template: what the citizen reads, and what the channel needs. No database."""

from collections.abc import Sequence
from typing import Any

from bontang_pengaduan.lib.text import clean

from .errors import InvalidInputError
from .models import MessageTemplate
from .models.outbox import VARIABLE

MAX_FILLED = 1024  # characters of a filled body (WhatsApp)


def fill_template(template: MessageTemplate, values: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The text and the `content` of a Reply of the form template. Raises InvalidInputError.

    WhatsApp takes no line breaks in a variable, so they become spaces.
    """
    texts = [" ".join(clean(value).split()) for value in values]
    if len(texts) != len(template.names) or not all(texts):
        raise InvalidInputError("Isi semua bagian templat.")
    given = dict(zip(template.names, texts, strict=True))
    text = VARIABLE.sub(lambda match: given.get(match[1], match[0]), template.body)
    if len(text) > MAX_FILLED:
        raise InvalidInputError("Isi templat terlalu panjang. Batasnya 1.024 huruf bersama kalimat templat.")
    content: dict[str, Any] = {"name": template.name, "language": template.language, "parameters": texts}
    if any(not name.isdecimal() for name in template.names):
        content["names"] = list(template.names)
    return text, content
