"""A rule over old cases before it is switched on: what it would have changed. Nothing is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .classifier import Model
from .decide import decide
from .rules import Rule, RuleError, load_rules
from .verdict import Decision


@dataclass(frozen=True)
class Change:
    """A case that the rule decides otherwise. `failure` where the rule could not be applied to it."""

    case: str
    before: Decision
    after: Decision
    failure: bool


def find_rule(name: str) -> Rule:
    """The rule of that name, whether it is on or not. Raises RuleError, which names the rules there are."""
    for rule in load_rules():
        if rule.name == name:
            return rule
    raise RuleError(f"no rule is called {name!r}; there are: {', '.join(rule.name for rule in load_rules())}")


def try_rule(
    rule: Rule, cases: Iterable[tuple[str, str, str | None]], now: datetime, *, model: Model
) -> Iterator[Change]:
    """The cases, as (number, text, kelurahan), that are decided otherwise with the rule in its place than without."""
    without = [other for other in load_rules() if other.is_on and other.name != rule.name]
    within = [other for other in load_rules() if other.is_on or other.name == rule.name]
    for case, text, kelurahan in cases:
        before = decide(text, kelurahan, now, model=model, rules=without)
        after = decide(text, kelurahan, now, model=model, rules=within)
        if after != before:
            yield Change(case, before, after, failure=f"“{rule.name}” gagal" in after.reason)


def describe(decision: Decision) -> str:
    """A decision in a few letters: code, body, and what is special about it."""
    marks = [name for name, holds in (("danger", decision.danger), ("held", decision.is_held)) if holds]
    target = decision.code or ("NONE" if decision.outcome == "none" else decision.top[0][0])
    return " ".join([target, *([f"({decision.refer_to})"] if decision.refer_to else []), *marks])
