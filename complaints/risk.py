"""Risk colour: how much can go wrong with an answer, and why, in words. The rules are data/risk.yaml."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sla.models import ClockKind, SlaClock

from .guard import Finding
from .guard.data import read
from .guard.reading import read_text
from .models import Complaint, Message
from .workflow import Kind

GREEN, AMBER, RED = "green", "amber", "red"
LABELS = {GREEN: "Hijau", AMBER: "Kuning", RED: "Merah"}
NEWEST = 20  # messages of the citizen that are looked through
LETTERS = 20_000  # of each


@dataclass(frozen=True)
class Reason:
    """One thing that makes it risky."""

    code: str
    colour: str
    words: str


@dataclass(frozen=True)
class Risk:
    """All reasons, the gravest first; none for an answer that anybody may send."""

    reasons: tuple[Reason, ...]

    @property
    def colour(self) -> str:
        """The colour of the gravest reason."""
        return self.reasons[0].colour if self.reasons else GREEN

    @property
    def label(self) -> str:
        """The colour in a word."""
        return LABELS[self.colour]

    @property
    def words(self) -> str:
        """The reasons in one line; empty for green."""
        return ", ".join(reason.words for reason in self.reasons)


@dataclass(frozen=True)
class Rule:
    """A matter that is known by its words."""

    reason: Reason
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


def read_risk(
    complaint: Complaint, text: str = "", findings: Sequence[Finding] = (), said: Sequence[str] | None = None
) -> Risk:
    """The risk of answering this case with `text`, in which the check before sending has found `findings`.

    Without a text: of answering it at all. `said` are the citizen's words where they have been read already. Three
    statements at most.
    """
    texts = [complaint.text, *(_citizens_words(complaint) if said is None else said[-NEWEST:]), text]
    found = [*_matters(texts), *_facts(complaint), *_check(findings)]
    return _sorted(found)


def risk_of_words(text: str) -> Risk:
    """The risk that lies in the words alone, whatever the case is about."""
    return _sorted(list(_matters([text])))


@cache
def rules() -> tuple[Rule, ...]:
    """All matters in the order of the file."""
    return tuple(
        Rule(
            Reason(record["code"], record["colour"], record["label"]),
            _whole_words(record["patterns"]),
            _whole_words(record["unless"]) if record["unless"] else None,
        )
        for record in read("risk.yaml")["rules"]
    )


def _sorted(found: Sequence[Reason]) -> Risk:
    unique = dict.fromkeys(found)
    return Risk(tuple(sorted(unique, key=lambda reason: reason.colour != RED)))


def _citizens_words(complaint: Complaint) -> list[str]:
    case = complaint.part_of_id or complaint.pk
    words = Message.objects.filter(complaint=case, is_outbound=False, revoked_at=None)
    return list(words.order_by("-sent_at", "-pk").values_list("text", flat=True)[:NEWEST])


def _matters(texts: Sequence[str]) -> Iterator[Reason]:
    for text in dict.fromkeys(texts):
        reading = read_text(text[:LETTERS])
        for start, end in reading.sentences:
            sentence = reading.text[start:end]
            for rule in rules():
                if rule.pattern.search(sentence) and not (rule.unless and rule.unless.search(sentence)):
                    yield rule.reason


def _facts(complaint: Complaint) -> Iterator[Reason]:
    words: dict[str, str] = read("risk.yaml")["facts"]
    if complaint.kind == Kind.BERKADAR:
        # A class that came with an import says little: potholes carry it as well. A person's word counts.
        confirmed = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.RESOLVE, is_kind_confirmed=True)
        code, colour = ("oversight", RED) if confirmed.exists() else ("oversight_guess", AMBER)
        yield Reason(code, colour, words[code])
    if complaint.is_secret:
        yield Reason("secret", AMBER, words["secret"])
    if (count := _count_followers(complaint)) >= int(read("risk.yaml")["followers"]):
        yield Reason("followers", AMBER, words["followers"].format(count=count))


def _count_followers(complaint: Complaint) -> int:
    """How many citizens complained of the same event; 0 without one."""
    event = complaint.incident_members.filter(left_at=None).values("incident")[:1]
    members: Any = complaint.incident_members.model.objects
    return int(members.filter(incident=event, left_at=None).values("complaint__reporter").distinct().count())


def _check(findings: Sequence[Finding]) -> Iterator[Reason]:
    for finding in findings:
        yield Reason(f"check:{finding.flag}", AMBER, f"Pemeriksaan menemukan {finding.label.lower()}")


def _whole_words(patterns: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
