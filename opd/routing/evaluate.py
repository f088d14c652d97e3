"""How good the router is on labelled rows: pure figures, printed by a command."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import facts
from .classifier import Model
from .decide import OFFICE_OF_PLACE, Decision, decide

WORST_PAIRS = 10
PSEUDO_CODES = frozenset({"NONE", "REFER", *OFFICE_OF_PLACE})  # labels that name no unit of the city


@dataclass(frozen=True)
class Row:
    """One labelled text. `gold` may be a pseudo code: NONE, REFER, KELURAHAN, KECAMATAN; `alternatives` count too."""

    text: str
    gold: str
    alternatives: tuple[str, ...] = ()
    refer_to: str = ""
    location: str = ""
    difficulty: str = ""


@dataclass(frozen=True)
class Result:
    """A row with what the router said of it, and how many milliseconds that took."""

    row: Row
    decision: Decision
    milliseconds: float

    @property
    def is_right(self) -> bool:
        """Whether the decision is the row's label or one of its alternatives."""
        return answer(self.decision) in accepted(self.row)

    @property
    def is_first(self) -> bool:
        """Whether it is the label itself."""
        return answer(self.decision) == accepted(self.row)[0]

    @property
    def is_in_top(self) -> bool:
        """Whether one of the first three is right."""
        # A road of another authority is put above the model's three, so it takes the place of the third.
        first = answer(self.decision)
        named = [first, *(code for code, _ in self.decision.top if code != first)][:3]
        return not set(named).isdisjoint(accepted(self.row))


def evaluate(rows: Iterable[Row], now: datetime, *, model: Model | None = None) -> dict[str, Any]:
    """Shares from 0 to 1: top1, top1_with_alternatives, top3 (both count the alternatives), the same two over the rows
    labelled with a unit (units_...), macro_f1 over the labels, coverage at 90 and 95 % precision, none_recall,
    false_none (complaints taken for none), top1_with_alternatives per difficulty; milliseconds per text, mean and of
    the slowest 5 %; and the pairs mistaken most."""
    results = [_timed(row, now, model) for row in rows]
    of_units = [result for result in results if result.row.gold not in PSEUDO_CODES]
    nothing, matters = _split(results, lambda result: result.row.gold == "NONE")
    times = sorted(result.milliseconds for result in results)
    return {
        "rows": len(results),
        "top1": _share(results, lambda result: result.is_first),
        "top1_with_alternatives": _share(results, lambda result: result.is_right),
        "top3": _share(results, lambda result: result.is_in_top),
        "units_top1_with_alternatives": _share(of_units, lambda result: result.is_right),
        "units_top3": _share(of_units, lambda result: result.is_in_top),
        "macro_f1": macro_f1(results),
        "coverage_at_90": coverage(results, 0.90),
        "coverage_at_95": coverage(results, 0.95),
        "none_recall": _share(nothing, lambda result: result.is_right),
        "false_none": _share(matters, lambda result: result.decision.outcome == "none"),
        "ms_per_text": round(sum(times) / max(1, len(times)), 3),
        "ms_p95": round(times[int(0.95 * len(times))], 3) if times else 0.0,
        "per_difficulty": {
            level: _share([result for result in results if result.row.difficulty == level], lambda it: it.is_right)
            for level in sorted({result.row.difficulty for result in results})
        },
        "worst_pairs": worst_pairs(results),
    }


def answer(decision: Decision) -> str:
    """The decision as one code: a unit, an external body, NONE, or a pseudo code whose place is unknown."""
    if decision.outcome == "none":
        return "NONE"
    return decision.code or decision.refer_to or decision.top[0][0]


def accepted(row: Row) -> list[str]:
    """The codes that count as right, the best first; territorial pseudo codes resolved by the row's location."""
    gold = row.refer_to if row.gold == "REFER" and row.refer_to else row.gold
    return [_resolve(code, row.location) for code in (gold, *row.alternatives)]


def macro_f1(results: Sequence[Result]) -> float:
    """The mean over all labels of the harmonic mean of precision and recall; an alternative counts as the label."""
    gold, given, right = Counter[str](), Counter[str](), Counter[str]()
    for result in results:
        label = accepted(result.row)[0]
        said = label if result.is_right else answer(result.decision)
        gold[label] += 1
        given[said] += 1
        right[label] += said == label
    return round(sum(2 * right[code] / (gold[code] + given[code]) for code in gold) / max(1, len(gold)), 4)


def coverage(results: Sequence[Result], precision: float) -> float:
    """The largest share of rows, surest first, of which at least `precision` are right."""
    right, best = 0, 0
    for number, result in enumerate(sorted(results, key=lambda result: -result.decision.score), start=1):
        right += result.is_right
        if right / number >= precision:
            best = number
    return round(best / max(1, len(results)), 4)


def worst_pairs(results: Sequence[Result]) -> list[dict[str, Any]]:
    """The label and the wrong answer that came together most, WORST_PAIRS of them."""
    wrong = Counter((accepted(it.row)[0], answer(it.decision)) for it in results if not it.is_right)
    ranked = sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))[:WORST_PAIRS]
    return [{"gold": gold, "answer": said, "rows": count} for (gold, said), count in ranked]


def _timed(row: Row, now: datetime, model: Model | None) -> Result:
    started = time.perf_counter()
    decision = decide(row.text, row.location or None, now, model=model)
    return Result(row, decision, 1000 * (time.perf_counter() - started))


def _split(results: list[Result], holds: Callable[[Result], bool]) -> tuple[list[Result], list[Result]]:
    return [result for result in results if holds(result)], [result for result in results if not holds(result)]


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> float:
    return round(sum(map(holds, results)) / max(1, len(results)), 4)


def _resolve(code: str, location: str) -> str:
    place = facts.kelurahan_code(location)
    if place is None or code not in OFFICE_OF_PLACE:
        return code
    return str(facts.kelurahan()[place][OFFICE_OF_PLACE[code]])
