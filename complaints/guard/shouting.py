"""Words in capitals that are no short forms. Repeated exclamation marks are a phrase of data/guard_phrases.yaml."""

import re
from collections.abc import Iterator

from .data import one_of, words
from .findings import Span
from .reading import Reading

_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z]+(?:[ ,-]+[A-Z][A-Z]+)*(?![\w-])")
_WORD = re.compile(r"[A-Z]+")


def find_shouting(reading: Reading) -> Iterator[Span]:
    """Two words in capitals, or one that nobody needs to write so; a command for the machine is none."""
    for found in _CAPITALS.finditer(reading.text):
        loud = [word for word in _WORD.findall(found[0]) if word.lower() not in words("acronyms")]
        if not loud or _is_command(reading.before(found.start(), 12)):
            continue
        if len(loud) > 1 or loud[0].lower() in words("loud"):
            yield Span("shouting", found.start(), found.end())


def _is_command(said: str) -> bool:
    last = said.rstrip(' "“*').rsplit(" ", 1)[-1]
    return bool(one_of("commands").fullmatch(last))
