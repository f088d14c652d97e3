"""Rules that need no statistics. They are data (`routing_rules.yaml`), applied in their order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from .facts import read
from .normalise import plain
from .verdict import Decision

CONDITIONS = frozenset({"only", "words", "at_least", "decided", "road", "months"})
EFFECTS = frozenset({"outcome", "code", "refer_to", "score", "reason", "note", "danger", "hold"})


class RuleError(ValueError):
    """A rule that cannot be applied; the message says what is wrong with it."""


@dataclass(frozen=True)
class Rule:
    """One rule: where all conditions of `when` hold, `then` is done. One that is not on is only tried."""

    name: str
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    is_on: bool = True

    def apply(self, text: str, decision: Decision, now: datetime) -> Decision:
        """The decision from then on. Raises RuleError or re.error for a rule that is written wrongly."""
        if unknown := {*self.when} - CONDITIONS | {*self.then} - EFFECTS:
            raise RuleError(f"{self.name}: {', '.join(sorted(unknown))} is unknown")
        words = plain(text)
        road = _road_in(words, self.when["road"]) if "road" in self.when else None
        if not self._holds(words, decision, now) or ("road" in self.when and road is None):
            return decision
        return _changed(decision, self.then, road or {})

    def _holds(self, words: str, decision: Decision, now: datetime) -> bool:
        when = self.when
        if "months" in when and now.month not in when["months"]:
            return False
        if "decided" in when and {decision.code, decision.refer_to, decision.second}.isdisjoint(when["decided"]):
            return False
        if "only" in when and not all(re.fullmatch(_either(when["only"]), word) for word in words.split()):
            return False
        found = {match[0] for match in re.finditer(rf"\b(?:{_either(when.get('words', ()))})\b", words)}
        return "words" not in when or len(found) >= when.get("at_least", 1)


def is_advertising(text: str) -> bool:
    """Whether the text holds two or more words of advertising."""
    return len(set(_advertising().findall(plain(text)))) >= 2


@cache
def load_rules() -> tuple[Rule, ...]:
    """All rules of the data file in their order, those that are only tried as well."""
    return tuple(
        Rule(record["name"], record["when"], record["then"], record.get("is_on", True))
        for record in read("routing_rules.yaml")["rules"]
    )


def rules_in_force() -> tuple[Rule, ...]:
    """The rules that are on, in their order."""
    return tuple(rule for rule in load_rules() if rule.is_on)


def _changed(decision: Decision, then: Mapping[str, Any], road: Mapping[str, Any]) -> Decision:
    facts = {key: then[key] for key in ("outcome", "code", "score", "reason", "danger") if key in then}
    if then.get("outcome") == "none":
        facts |= {"code": None, "refer_to": None, "second": None}
    if "refer_to" in then:
        facts["refer_to"] = road.get("external_body", then["refer_to"])
    if "note" in then:
        facts["reason"] = f"{decision.reason}. {then['note'].format(**road)}"
    return replace(decision, **facts, is_held=decision.is_held or bool(then.get("hold")))


def _either(words: Any) -> str:
    """A pattern for one of the words: a list, or the name of a list of the data file."""
    return "|".join(read("routing_rules.yaml")[words] if isinstance(words, str) else words)


@cache
def _advertising() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_either('advertising')})\b")


def _road_in(words: str, authorities: list[str]) -> Mapping[str, Any] | None:
    named = (road for road, pattern in _roads() if road["authority"] in authorities and pattern.search(words))
    return next(named, None)


@cache
def _roads() -> tuple[tuple[Mapping[str, Any], re.Pattern[str]], ...]:
    return tuple(
        (road, re.compile(rf"\b(?:{'|'.join(map(plain, road['names']))})\b")) for road in read("wilayah.yaml")["roads"]
    )
