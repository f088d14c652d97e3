"""The words of data/words.yaml, read once a process. No Django."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "data" / "words.yaml"


@cache
def words(name: str) -> frozenset[str]:
    """The list of that name."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    with FILE.open(encoding="utf-8") as stream:
        lists: dict[str, list[str]] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return {name: frozenset(listed) for name, listed in lists.items()}
