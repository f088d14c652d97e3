"""Cleaning and shortening of what people wrote."""

import re
import unicodedata

# Bidi overrides and zero-width characters change what a reader sees without changing what he reads.
_INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF])
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_IDENTIFIER = re.compile(r"(?<!\d)(?:\+?62|0)8[\d\s.-]{7,14}\d|(?<!\d)\d{16,18}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")
# A sentence ends at a full stop, but not after "Jl.", "Gg.", "No." and their like.
_SENTENCE_END = re.compile(
    r"(?<![Jj]l\.)(?<![Jj]ln\.)(?<![Gg]g\.)(?<![Nn]o\.)(?<![Kk]el\.)(?<![Kk]ec\.)(?<=[.!?])\s|\n"
)
MAX_TEXT = 20_000  # characters; WhatsApp allows 4,096, a social post less. The raw bytes stay in the ledger.


def clean(text: str | None) -> str:
    """Text that PostgreSQL takes and a page shows as it is: no NUL, no lone surrogates, no bidi tricks."""
    if not text:
        return ""
    valid = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", valid.replace("\r\n", "\n").translate(_INVISIBLE))[:MAX_TEXT].strip()


def shorten(text: str, limit: int = 90) -> str:
    """The first sentence or line, at most `limit` characters, cut at a word."""
    line = _SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip()
    if len(line) <= limit:
        return line.rstrip(".")
    return line[:limit].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def mask_identifiers(text: str) -> str:
    """The text with phone numbers, NIK-like numbers and e-mail addresses replaced by dots."""
    return _IDENTIFIER.sub("••••", text)


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: for comparing, never for showing."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", " ", plain).strip().lower()
