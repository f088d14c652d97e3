"""How good the router is on labelled rows: pure figures, printed by a command."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from . import facts
from .decide import OFFICE_OF_PLACE, Decision, decide

PRECISION = 0.9


@dataclass(frozen=True)
class Row:
    """One labelled text. `gold` may be a pseudo code: NONE, REFER, KELURAHAN, KECAMATAN; `alternatives` count too."""

    text: str
    gold: str
    alternatives: tuple[str, ...] = ()
    refer_to: str = ""
    location: str = ""
    difficulty: str = ""


Result = tuple[Row, Decision]


def evaluate(rows: Iterable[Row], now: datetime) -> dict[str, float | dict[str, float]]:
    """Shares from 0 to 1: top1, top1_with_alternatives, top3 (both count the alternatives), coverage at 90 %
    precision, NONE recall, top1_with_alternatives per difficulty; and milliseconds per text."""
    started = time.perf_counter()
    results = [(row, decide(row.text, row.location or None, now)) for row in rows]
    milliseconds = 1000 * (time.perf_counter() - started) / max(1, len(results))
    return {
        "rows": len(results),
        "top1": _share(results, lambda row, decision: answer(decision) == accepted(row)[0]),
        "top1_with_alternatives": _share(results, is_right),
        "top3": _share(results, _is_in_top),
        "coverage_at_90": _coverage(results, PRECISION),
        "none_recall": _share([result for result in results if result[0].gold == "NONE"], is_right),
        "ms_per_text": round(milliseconds, 3),
        "per_difficulty": {
            level: _share([result for result in results if result[0].difficulty == level], is_right)
            for level in sorted({row.difficulty for row, _ in results})
        },
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


def is_right(row: Row, decision: Decision) -> bool:
    """Whether the decision is the row's label or one of its alternatives."""
    return answer(decision) in accepted(row)


def _is_in_top(row: Row, decision: Decision) -> bool:
    # A road of another authority is put above the model's three, so it takes the place of the third.
    named = [answer(decision), *(code for code, _ in decision.top if code != answer(decision))][:3]
    return not set(named).isdisjoint(accepted(row))


def _share(results: list[Result], holds: Callable[[Row, Decision], bool]) -> float:
    return round(sum(holds(row, decision) for row, decision in results) / max(1, len(results)), 4)


def _coverage(results: list[Result], precision: float) -> float:
    """The largest share of rows, surest first, of which at least `precision` are right."""
    right, best = 0, 0
    for number, (row, decision) in enumerate(sorted(results, key=lambda result: -result[1].score), start=1):
        right += is_right(row, decision)
        if right / number >= precision:
            best = number
    return round(best / max(1, len(results)), 4)


def _resolve(code: str, location: str) -> str:
    place = facts.kelurahan_code(location)
    if place is None or code not in OFFICE_OF_PLACE:
        return code
    return str(facts.kelurahan()[place][OFFICE_OF_PLACE[code]])
