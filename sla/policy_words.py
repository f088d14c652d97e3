"""Numbers of a promise as people read them, and what one version says differently from another. Pure, no database."""

from collections.abc import Iterator

from .models import ClockKind, Level, Unit
from .terms import CALENDAR_DAYS, WORKING_MINUTES, Rule, Target, Terms

NOT_TOLD = "tidak diberi tahu"
Place = tuple[str, str, bool, bool]


def place_of(target: Target) -> Place:
    """Which number of the sentence it is; the law's calendar days stand beside the others."""
    return target.clock_kind, target.complaint_kind, target.is_internal, target.unit == CALENDAR_DAYS


def target_words(target: Target) -> str:
    """`5 hari kerja`, `4 jam kerja`, `90 menit kerja`."""
    if target.unit == WORKING_MINUTES and target.amount % 60 == 0:
        return f"{target.amount // 60} jam kerja"
    return f"{target.amount} {Unit(target.unit).label}"


def rule_words(rule: Rule) -> str:
    """`pada 75% waktunya`, `saat lewat`, `1 hari kerja sesudah lewat`."""
    if rule.percent is not None:
        return f"pada {rule.percent}% waktunya"
    return f"{rule.after_days} hari kerja sesudah lewat" if rule.after_days else "saat lewat"


def differences(former: Terms, terms: Terms) -> Iterator[tuple[str, str, str, str]]:
    """Each number that differs: its clock or level, the kind of complaint (empty: every kind), and both in words."""
    stood = {place_of(target): target for target in former.targets}
    for target in terms.targets:
        before = stood.get(place_of(target))
        if before is None or target_words(before) != target_words(target):
            words = target_words(before) if before else ""
            label = str(ClockKind(target.clock_kind).label)
            yield label, target.complaint_kind, words, target_words(target)
    rules = {rule.level: rule for rule in former.rules}
    for rule in terms.rules:
        stands = rules.get(rule.level)
        if stands is None or rule_words(stands) != rule_words(rule):
            yield _ladder_label(rule), "", rule_words(stands) if stands else NOT_TOLD, rule_words(rule)
    for rule in former.rules:
        if rule.level not in {kept.level for kept in terms.rules}:
            yield _ladder_label(rule), "", rule_words(rule), NOT_TOLD


def _ladder_label(rule: Rule) -> str:
    return f"Eskalasi ke {Level(rule.level).label}"
