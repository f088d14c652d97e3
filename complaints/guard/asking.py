"""Personal data that a public word asks for: whoever answers there tells it to everybody. Words: guard_asking.yaml."""

import re
from collections.abc import Iterator
from functools import cache

from .data import read
from .findings import Span
from .reading import Reading

WORDS_BETWEEN = 5  # "mohon kirim ke kami foto KTP-nya"


def find_asking(reading: Reading) -> Iterator[Span]:
    """In each sentence the first request for such data, unless it leads to a private place or a counter."""
    for start, end in reading.sentences:
        sentence = reading.text[start:end]
        found = _asking().search(sentence)
        if found and not _elsewhere().search(sentence):
            yield Span("asking", start + found.start(), start + found.end())


@cache
def _asking() -> re.Pattern[str]:
    verbs, data = _one_of("verbs"), _one_of("data")
    asked = rf"(?:{verbs}(?:\W+\w+){{0,{WORDS_BETWEEN}}}?|{_one_of('near')})\W+{data}"
    return re.compile(rf"(?<!\w)(?:{asked}|{_one_of('questions')})", re.IGNORECASE)


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_one_of('elsewhere')}", re.IGNORECASE)


def _one_of(name: str) -> str:
    return f"(?:{'|'.join(read('guard_asking.yaml')[name])})"
