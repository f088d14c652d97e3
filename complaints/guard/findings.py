"""What the check has found, and what it says of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from .data import read

# The names stand in the interface of `manage.py check_reply`.
FLAGS = (
    *("identity_number", "phone", "email", "plate", "account", "person", "address"),
    *("liability", "promise", "blame", "tone", "shouting", "placeholder"),
)
# What a public word is looked through for as well.
WORD_FLAGS = (*FLAGS, "asking")


@dataclass(frozen=True)
class Span:
    """A stretch of the text, `end` excluded, and its flag."""

    flag: str
    start: int
    end: int

    def meets(self, other: "Span") -> bool:
        """Whether both hold a letter in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Finding:
    """One thing to look at before sending: where, why, and what to do instead, in Indonesian. `stops` says that the
    text is not sent with it; anything else may be sent with a reason."""

    flag: str
    start: int
    end: int
    words: str
    label: str
    reason: str
    advice: str
    stops: bool


def explain(span: Span, text: str, *, public: bool) -> Finding:
    """The finding for that stretch of `text`."""
    facts = _facts()[span.flag]
    stops = facts["stops"] == "always" or (public and facts["stops"] == "public")
    words = text[span.start : span.end]
    return Finding(span.flag, span.start, span.end, words, facts["label"], facts["reason"], facts["advice"], stops)


def label_of(flag: str) -> str:
    """The flag in a few Indonesian words."""
    return str(_facts()[flag]["label"])


def instead_of(flag: str) -> str:
    """The words that one key puts in the place of a finding; empty where there are none."""
    return str(_facts()[flag].get("instead", ""))


@cache
def _facts() -> dict[str, Any]:
    return dict(read("guard_flags.yaml"))
