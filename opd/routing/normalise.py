"""Text as the router sees it: lower case, short forms spelled out, place names taken out."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import takewhile

from bontang_pengaduan.lib.text import fold

from .facts import local_words, names_with_digits, place_names, road_names, silent_places

_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"\b([a-z]{3,})2(?:nya|an|x)?\b")  # jalan2 = jalan-jalan
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# A digit between letters is a letter in disguise (s4mp4h), unless it belongs to a name such as DP3AKB.
_DISGUISED = re.compile(r"\b[a-z]+(?:[013457]+[a-z]+)+\b")
_LETTERS = str.maketrans("013457", "oieast")
# The kind of a place may be the matter itself (the market, the hospital, the road); its name never is.
KINDS = frozenset(
    {"gang", "gedung", "jalan", "jl", "jln", "kampung", "kantor", "pasar", "pelabuhan", "perum", "perumahan", "pulau",
     "pustu", "rs", "rsud", "simpang", "sungai", "tpa"}
)  # fmt: skip


@lru_cache(maxsize=256)  # every rule reads the same text in this form
def plain(text: str) -> str:
    """Folded words and digits with single spaces: the form in which words are compared."""
    return _NOT_WORD.sub(" ", _REPEATED.sub(r"\1", fold(text))).strip()


def find_kelurahan(text: str) -> str | None:
    """The Kemendagri code of the kelurahan that the text names; the longest name wins. None when it names none."""
    found = _places().search(plain(text))
    return _codes()[found[0]] if found else None


def normalise(text: str) -> str:
    """The subject alone: place names removed, since they decide the territory and never the subject."""
    spelled = _DISGUISED.sub(_undisguise, _DOUBLED.sub(r"\1", fold(text)))
    words = _names().sub(_kind_of_place, plain(spelled)).split()
    meanings = local_words()
    return " ".join(meanings.get(word, word) for word in words)


def _undisguise(found: re.Match[str]) -> str:
    word = found[0]
    return word if word in names_with_digits() or len(word) < 4 else word.translate(_LETTERS)


def _kind_of_place(found: re.Match[str]) -> str:
    return f" {' '.join(takewhile(KINDS.__contains__, found[0].split()))} "


@cache
def _codes() -> dict[str, str]:
    return {plain(name): code for name, code in place_names().items()}


@cache
def _places() -> re.Pattern[str]:
    return _any_of(_codes())


@cache
def _names() -> re.Pattern[str]:
    roads = (f"(?:jalan|jl|jln) {plain(name)}" for name in road_names())
    return _any_of({*_codes(), *roads, *map(plain, silent_places())})


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(names, key=lambda name: (-len(name), name)))})\b")
