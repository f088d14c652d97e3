"""The data files of the check, each read once a process."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def read(name: str) -> Mapping[str, Any]:
    """A data file as it stands."""
    with (DATA / name).open(encoding="utf-8") as stream:
        loaded: Mapping[str, Any] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


@cache
def words(name: str) -> frozenset[str]:
    """The list of that name in guard_words.yaml."""
    return frozenset(str(word) for word in read("guard_words.yaml")[name])


@cache
def one_of(*names: str) -> re.Pattern[str]:
    """A pattern for one whole word of the lists, upper and lower case alike; the longest wins."""
    listed = sorted({word for name in names for word in words(name)}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)", re.IGNORECASE)
