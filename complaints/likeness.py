"""Whether two texts speak of the same matter: how much of the one is said in the other. Pure, no database."""

import re
from functools import lru_cache

from opd.routing.normalise import find_kelurahan, normalise

from .vocabulary import words

ALIKE = 0.5  # two words with this share of common letter triples are one word ("lubang", "berlubang")
ELSEWHERE = 0.5  # the same words about another kelurahan count half
_SUFFIX = re.compile(r"(nya|lah|kah|pun)$")
_PREFIX = re.compile(r"^(ber|ter|di|me[mn]?)(?=\w{4})")


def likeness(said: str, known: str) -> float:
    """The share of the matter of `said` that `known` holds, 0 to 1; 0 when `said` names no matter at all.

    Not symmetric: a short follow-up of a long complaint counts fully. Checked on sentences in tests/complaints.
    """
    matter, others = _matter(said), _matter(known)
    if not matter or not others:
        return 0.0
    best = [max(_common_share(stem, other) for other in others) for stem in matter]
    share = sum(value for value in best if value >= ALIKE) / len(matter)
    return share * ELSEWHERE if _is_elsewhere(said, known) else share


def _matter(text: str) -> frozenset[str]:
    stems = (_PREFIX.sub("", _SUFFIX.sub("", word)) for word in normalise(text).split())
    return frozenset(stem for stem in stems if len(stem) > 2 and stem not in words("common"))


def _is_elsewhere(said: str, known: str) -> bool:
    place, other = find_kelurahan(said), find_kelurahan(known)
    return bool(place and other and place != other)


def _common_share(one: str, other: str) -> float:
    first, second = _triples(one), _triples(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=4096)
def _triples(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
