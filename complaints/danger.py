"""Whether words tell of danger to life: then the number to call comes before everything else. No database."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "danger.yaml"
EMERGENCY = "112"  # the city's call centre


@dataclass(frozen=True)
class Hotline:
    """Whom to call beside 112."""

    name: str
    number: str


@dataclass(frozen=True)
class Danger:
    """One kind of danger. `code` is what the case keeps, `label` what officers read, `advice` is for the citizen."""

    code: str
    label: str
    advice: str
    hotlines: tuple[Hotline, ...]


def find_danger(text: str) -> Danger | None:
    """The first kind of danger that the words tell of. Rather one too many: reading 112 costs nobody anything."""
    said = " ".join(text.split())
    for danger, wanted, unless in _rules():
        if wanted.search(said) and not (unless and unless.search(said)):
            return danger
    return None


def danger_of(code: str) -> Danger | None:
    """The danger that a case keeps; None for an empty code and for one that is no longer known."""
    return next((danger for danger, _, _ in _rules() if danger.code == code), None)


@cache
def _rules() -> tuple[tuple[Danger, re.Pattern[str], re.Pattern[str] | None], ...]:
    with FILE.open(encoding="utf-8") as stream:
        loaded = yaml.load(stream, Loader=yaml.CSafeLoader)
    return tuple(
        (
            Danger(
                rule["code"],
                rule["label"],
                rule["advice"],
                tuple(Hotline(str(line["name"]), str(line["number"])) for line in rule["hotlines"]),
            ),
            _words(rule["patterns"]),
            _words(rule["unless"]) if rule["unless"] else None,
        )
        for rule in loaded["dangers"]
    )


def _words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
