"""Which kinds of amber answers readers nearly always approve as they are, and which the coordinator has made green.

A kind is a category with an approved answer sent in its own words, or, where none was used, with the rule that made the
answer amber. The numbers are data/risk.yaml.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, F, QuerySet, Value, When

from opd.models import Category

from .guard.data import read
from .merge_fields import is_filled_from
from .models import AnswerVersion, ApprovedAnswer, ColourDecision, Complaint, SecondReading

Status, Verdict = SecondReading.Status, ColourDecision.Verdict


@dataclass(frozen=True)
class AnswerKind:
    """Keys of a category and an approved answer, or of a category and the code of a rule."""

    category: int
    answer: int | None
    rule: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.category}:{self.answer or ''}:{self.rule}"


@dataclass(frozen=True)
class Figures:
    """How its readings ended in the window, since the last decision on it."""

    kind: AnswerKind
    readings: int
    unedited: int

    @property
    def percent(self) -> int:
        """The share that was approved without a change, rounded down."""
        return 100 * self.unedited // self.readings

    @property
    def is_enough(self) -> bool:
        """Whether they propose it for green."""
        numbers = _numbers()
        return bool(self.readings >= numbers["readings"] and self.unedited >= numbers["share"] * self.readings)


@dataclass(frozen=True)
class NamedKind:
    """A kind in words, with its figures or the decision on it."""

    category: str
    words: str
    figures: Figures | None = None
    decision: ColourDecision | None = None


def rules_of_kind(codes: Iterable[str], text: str, approved: AnswerVersion | None) -> list[str]:
    """Those of these reasons that may be made green; none where an approved answer was changed, for then nobody has
    approved these words."""
    if approved and not is_filled_from(text, approved.said):
        return []
    return sorted(set(codes) & _numbers()["rules"].keys())


def green_rules(complaint: Complaint, approved: AnswerVersion | None, codes: Sequence[str]) -> set[str]:
    """Those of these reasons that are green in answers of this kind. One statement, none without codes."""
    if not codes or complaint.category_id is None:
        return set()
    decided = _newest().filter(category=complaint.category_id, answer=approved.answer_id if approved else None)
    green = {each.rule for each in decided if each.verdict == Verdict.GREEN}
    return set(codes) if approved and green else green & set(codes)


def read_proposals(now: datetime) -> dict[str, Figures]:
    """The kinds that are proposed for green, by their keys, the most read first. Two statements."""
    newest = newest_decisions()
    read_often, unedited = Counter[AnswerKind](), Counter[AnswerKind]()
    for row in _decided_readings(now - timedelta(days=_numbers()["days"])):
        category, answer, rules, decided_at, is_unedited = row
        for kind in [AnswerKind(category, answer, "")] if answer else [AnswerKind(category, None, r) for r in rules]:
            decision = newest.get(kind)
            # A decision begins the count anew: what it was made on proposes nothing a second time.
            if decision is None or (decision.verdict == Verdict.AMBER and decision.decided_at < decided_at):
                read_often[kind] += 1
                unedited[kind] += is_unedited
    figures = (Figures(kind, count, unedited[kind]) for kind, count in read_often.most_common())
    return {each.kind.key: each for each in figures if each.is_enough}


def newest_decisions() -> dict[AnswerKind, ColourDecision]:
    """What holds for each kind that was ever decided."""
    rows = _newest().select_related("category", "answer", "decided_by")
    return {AnswerKind(row.category_id, row.answer_id, row.rule): row for row in rows}


def name_proposals(proposals: Iterable[Figures]) -> list[NamedKind]:
    """The same in words, in their order."""
    listed = list(proposals)
    categories = Category.objects.in_bulk({each.kind.category for each in listed})
    answers = ApprovedAnswer.objects.in_bulk({each.kind.answer for each in listed if each.kind.answer})
    return [
        NamedKind(
            categories[each.kind.category].name,
            _words(answers[each.kind.answer].title if each.kind.answer else "", each.kind.rule),
            each,
        )
        for each in listed
    ]


def name_decision(row: ColourDecision) -> NamedKind:
    """A decision in words."""
    return NamedKind(row.category.name, _words(row.answer.title if row.answer else "", row.rule), decision=row)


def proposal_numbers() -> dict[str, int]:
    """From when on a kind is proposed: readings, days, and the share in percent."""
    numbers = _numbers()
    return {"readings": numbers["readings"], "days": numbers["days"], "percent": round(100 * numbers["share"])}


def _words(title: str, rule: str) -> str:
    # A rule that has left the file since it was decided keeps its code.
    return f"Jawaban tersetujui “{title}”" if title else _numbers()["rules"].get(rule, rule)


def _decided_readings(since: datetime) -> Iterable[Any]:
    approved_as_it_was = When(status=Status.APPROVED, approved_text=F("text"), then=Value(value=True))
    rows = SecondReading.objects.filter(
        risk="amber",
        status__in=[Status.APPROVED, Status.RETURNED],
        decided_at__gte=since,
        complaint__category__isnull=False,
    ).exclude(rules=[])
    kept = Case(approved_as_it_was, default=Value(value=False), output_field=BooleanField())
    # order_by: without it the order of the queue would sort them all.
    return rows.order_by("pk").values_list("complaint__category", "approved__answer", "rules", "decided_at", kept)


def _newest() -> QuerySet[ColourDecision]:
    # By the keys: by the names each would be sorted as its own model is.
    kind = ("category_id", "answer_id", "rule")
    return ColourDecision.objects.order_by(*kind, "-pk").distinct(*kind)


def _numbers() -> Any:
    return read("risk.yaml")["proposals"]
