"""Phrases of data/guard_phrases.yaml, sentence by sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .data import read
from .findings import Span
from .reading import Reading

_TERM = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Rule:
    """`unless` is looked for in the sentence, `unless_next` in the one after it."""

    flag: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_next: re.Pattern[str] | None


def find_phrases(reading: Reading) -> Iterator[Span]:
    """The first place of each rule in each sentence."""
    for number, (start, end) in enumerate(reading.sentences):
        sentence = reading.text[start:end]
        following = reading.text[slice(*reading.sentences[number + 1])] if number + 1 < len(reading.sentences) else ""
        for rule in rules():
            found = rule.pattern.search(sentence)
            if found and not _is_excused(rule, sentence, following):
                yield Span(rule.flag, start + found.start(), start + found.end())


def _is_excused(rule: Rule, sentence: str, following: str) -> bool:
    if rule.unless and rule.unless.search(sentence.strip()):
        return True
    return bool(rule.unless_next and rule.unless_next.search(following))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file."""
    return tuple(
        Rule(
            record["flag"],
            _any_of(record["patterns"]),
            _any_of(record["unless"]) if "unless" in record else None,
            _any_of(record["unless_next"]) if "unless_next" in record else None,
        )
        for record in read("guard_phrases.yaml")["rules"]
    )


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """One of the patterns as whole words: none begins or ends within a word."""
    listed = "|".join(f"(?:{_spell_out(pattern)})" for pattern in patterns)
    return re.compile(rf"(?:(?<!\w)|(?!\w))(?:{listed})(?:(?<!\w)|(?!\w))", re.IGNORECASE)


def _spell_out(pattern: str) -> str:
    terms: Mapping[str, list[str]] = read("guard_phrases.yaml")["terms"]
    known = {name: f"(?:{'|'.join(map(str, listed))})" for name, listed in terms.items()}
    while (spelled := _TERM.sub(lambda found: known.get(found[1], found[0]), pattern)) != pattern:
        pattern = spelled
    return pattern
