"""Text as the router sees it: lower case, short forms spelled out, place names taken out."""

import re
from functools import cache

from bontang_pengaduan.lib.text import fold

from .facts import local_words, place_names

_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"\b([a-z]{3,})2(?:nya|an|x)?\b")  # jalan2 = jalan-jalan
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Folded words and digits with single spaces: the form in which words are compared."""
    return _NOT_WORD.sub(" ", _REPEATED.sub(r"\1", fold(text))).strip()


def find_kelurahan(text: str) -> str | None:
    """The Kemendagri code of the kelurahan that the text names; the longest name wins. None when it names none."""
    found = _places().search(plain(text))
    return _codes()[found[0]] if found else None


def normalise(text: str) -> str:
    """The subject alone: place names removed, since they decide the territory and never the subject."""
    words = _places().sub(" ", plain(_DOUBLED.sub(r"\1", fold(text)))).split()
    meanings = local_words()
    return " ".join(meanings.get(word, word) for word in words)


@cache
def _codes() -> dict[str, str]:
    return {plain(name): code for name, code in place_names().items()}


@cache
def _places() -> re.Pattern[str]:
    names = sorted(_codes(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})\b")
