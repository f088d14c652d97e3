"""Risk colour: how much can go wrong with an answer, and why, in words. The rules are data/risk.yaml."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, QuerySet

from sla.models import ClockKind

from .case_keys import CaseKeys
from .colours import green_rules, rules_of_kind
from .danger import find_danger
from .guard import Finding
from .guard.data import read
from .guard.reading import read_text
from .models import AnswerVersion, Complaint, IncidentMember, Message
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
    complaint: Complaint,
    text: str = "",
    findings: Sequence[Finding] = (),
    said: Sequence[str] | None = None,
    followers: int | None = None,
    approved: AnswerVersion | None = None,
) -> Risk:
    """The risk of answering this case with `text`, in which the check before sending has found `findings`.

    Without a text: of answering it at all. `said` are the citizen's words and `followers` how many citizens complained
    of the same event, where they have been read already; `approved` is the approved answer that the text was begun
    with. A kind that the coordinator has made green has no amber of its own any more. Four statements at most.
    """
    texts = [complaint.text, *(_citizens_words(complaint) if said is None else said[-NEWEST:]), text]
    found = [*_matters(texts), *_facts(complaint, followers), *_check(findings)]
    return _sorted(_not_made_green(found, complaint, text, approved))


def risk_of_words(text: str) -> Risk:
    """The risk that lies in the words alone, whatever the case is about."""
    return _sorted(list(_matters([text])))


def red_matters(text: str) -> tuple[str, ...]:
    """What makes a case red by the citizen's words alone, danger to life included, in words; empty: nothing."""
    danger = find_danger(text[:LETTERS])
    found = [reason.words for reason in risk_of_words(text).reasons if reason.colour == RED]
    return (*([danger.label] if danger else []), *found)


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


def _not_made_green(
    found: Sequence[Reason], complaint: Complaint, text: str, approved: AnswerVersion | None
) -> Sequence[Reason]:
    """Beside anything red, and in a case that is marked red, no decision counts."""
    if complaint.is_red or any(reason.colour == RED for reason in found):
        return found
    green = green_rules(complaint, approved, rules_of_kind([reason.code for reason in found], text, approved))
    return [reason for reason in found if reason.code not in green]


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


def _facts(complaint: Complaint, followers: int | None) -> Iterator[Reason]:
    words: dict[str, str] = read("risk.yaml")["facts"]
    if complaint.kind == Kind.BERKADAR:
        # A class that came with an import says little: potholes carry it as well. A person's word counts.
        promises = (clock for clock in complaint.clocks.all() if clock.kind == ClockKind.RESOLVE)
        is_confirmed = any(clock.is_kind_confirmed for clock in promises)
        code, colour = ("oversight", RED) if is_confirmed else ("oversight_guess", AMBER)
        yield Reason(code, colour, words[code])
    if complaint.is_secret:
        yield Reason("secret", AMBER, words["secret"])
    count = next(iter(count_followers(complaint)), 0) if followers is None else followers
    if count >= int(read("risk.yaml")["followers"]):
        yield Reason("followers", AMBER, words["followers"].format(count=count))


def count_followers(complaint: CaseKeys) -> QuerySet[IncidentMember, int]:
    """How many citizens complained of the same event, in its only row; no row without an event."""
    event = IncidentMember.objects.filter(complaint=complaint.pk, left_at=None).values("incident")
    members = IncidentMember.objects.filter(incident__in=event, left_at=None).order_by().values("incident")
    return members.annotate(many=Count("complaint__reporter", distinct=True)).values_list("many", flat=True)


def _check(findings: Sequence[Finding]) -> Iterator[Reason]:
    for finding in findings:
        yield Reason(f"check:{finding.flag}", AMBER, f"Pemeriksaan menemukan {finding.label.lower()}")


def _whole_words(patterns: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
