"""Names of files that others chose: what is left of them is safe to show and to save under."""

import re

from .sniff import SUFFIXES
from .text import clean

MAX_LETTERS = 80
# Unknown bytes keep these endings; under any other they get one that no program opens by itself.
HARMLESS = frozenset(["txt", "csv", "vcf", "doc", "xls", "ppt", "rtf", "zip", "rar", "7z", "heic", "kml", "gpx"])
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def safe_name(name: str, content_type: str, *, fallback: str) -> str:
    """The last part of the name without folders, control and direction marks, ending as its bytes demand.

    `content_type` is the sniffed one; `fallback` stands in for a name of which nothing is left.
    """
    last = re.split(r"[/\\]", clean(name))[-1]
    stem, _, suffix = _FORBIDDEN.sub("", last).strip(". ").rpartition(".")
    stem, suffix = (stem, suffix.lower()) if stem else (suffix, "")
    stem = stem[:MAX_LETTERS].strip(". ") or fallback
    wanted = SUFFIXES.get(content_type)
    if wanted is None:
        return _unknown(stem, suffix)
    same = {"jpeg": "jpg", "oga": "ogg", "opus": "ogg"}.get(suffix, suffix)
    return f"{stem}.{wanted}" if same in (wanted, "") else f"{stem}.{suffix}.{wanted}"


def _unknown(stem: str, suffix: str) -> str:
    if suffix in HARMLESS:
        return f"{stem}.{suffix}"
    return f"{stem}.{suffix}.bin" if suffix else f"{stem}.bin"
