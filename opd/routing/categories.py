"""Which category a text belongs to, by the words of the categories and by the unit that has the case. Pure.

A category is chosen only with a reason that can be said: its own words stand in the text and belong to the unit, or
the unit has a single category beside its parts. Two that speak equally loud are none; a part wins over its whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .normalise import normalise

FILLERS = frozenset({"di", "ke", "yang", "tiap", "pada", "dan", "belum"})
WITHIN = 6  # words: a phrase is found although its words do not stand side by side
STEM = 5  # letters from which a word is also found inside a longer one (lubang in berlubang)


@dataclass(frozen=True)
class Candidate:
    """A category as the rule sees it. `unit` is the code of the agency that usually has it, if any; `part_of` that of
    the wider category, if any."""

    code: str
    unit: str | None
    keywords: tuple[str, ...]
    part_of: str | None = None


@dataclass(frozen=True)
class Choice:
    """The category found, and in Indonesian why."""

    code: str
    reason: str


def choose_category(text: str, unit: str | None, candidates: Iterable[Candidate], *, is_decided: bool) -> Choice | None:
    """The category of a text. `unit` is the code of the agency that has the case (`is_decided`) or probably will.

    None when no word of a category is found and the unit has several, when two categories are named alike, and when
    the words contradict the unit: an empty category is better than a wrong one.
    """
    known = list(candidates)
    words = normalise(text).split()
    found = {candidate: _found(candidate.keywords, words) for candidate in known}
    named = [candidate for candidate in known if found[candidate] and candidate.unit in (unit, None)]
    wholes = {candidate.part_of for candidate in named if candidate.part_of}
    named = [candidate for candidate in named if candidate.code not in wholes]
    loudest = max((len(found[candidate]) for candidate in named), default=0)
    best = [candidate for candidate in named if len(found[candidate]) == loudest]
    if len(best) == 1:
        return Choice(best[0].code, f"menyebut “{found[best[0]][0]}”")
    own = [candidate for candidate in known if candidate.unit == unit and not candidate.part_of]
    if is_decided and len(own) == 1 and not any(found.values()):
        return Choice(own[0].code, "satu-satunya kategori OPD itu")
    return None


def _found(keywords: Sequence[str], words: Sequence[str]) -> list[str]:
    return [keyword for keyword in keywords if _stands_in(_content(keyword), words)]


@cache
def _content(keyword: str) -> tuple[str, ...]:
    words = normalise(keyword).split()
    return tuple(word for word in words if word not in FILLERS)


def _stands_in(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word of the phrase stands in a stretch of WITHIN words, in any order; never for no words."""
    return any(
        all(any(_is_form_of(word, sought) for word in words[start : start + WITHIN]) for sought in phrase)
        for start, first in enumerate(words)
        if any(_is_form_of(first, sought) for sought in phrase)
    )


def _is_form_of(word: str, sought: str) -> bool:
    return word == sought or (len(sought) >= STEM and sought in word)
