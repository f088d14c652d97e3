"""How good the router is on labelled rows: pure figures, printed by a command."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .decide import Decision, decide
from .normalise import wilayah


@dataclass(frozen=True)
class Row:
    """One labelled text. `gold` may be a pseudo code: NONE, REFER, KELURAHAN, KECAMATAN; `alternatives` count too."""

    text: str
    gold: str
    alternatives: tuple[str, ...]
    refer_to: str
    location: str


def evaluate(rows: Iterable[Row], now: datetime) -> dict[str, float]:
    """Shares of 1: top1, top1_with_alternatives, top3, coverage at 90 % precision, NONE recall; ms per text."""
    started, results = time.perf_counter(), []
    for row in rows:
        results.append((row, decide(row.text, _kelurahan(row.location), now)))
    milliseconds = 1000 * (time.perf_counter() - started) / max(1, len(results))
    none = [(row, decision) for row, decision in results if row.gold == "NONE"]
    return {
        "rows": len(results),
        "top1": _share(results, lambda row, d: answer(d) in accepted(row)[:1]),
        "top1_with_alternatives": _share(results, lambda row, d: answer(d) in accepted(row)),
        "top3": _share(results, _in_top),
        "coverage_at_90": _coverage(results, 0.9),
        "none_recall": _share(none, lambda _, d: d.outcome == "none"),
        "ms_per_text": round(milliseconds, 3),
    }


def answer(decision: Decision) -> str:
    """The decision as one code."""
    return decision.code or decision.refer_to or "NONE"


def accepted(row: Row) -> list[str]:
    """The codes that count as right, the best first."""
    codes = [row.refer_to if row.gold == "REFER" and row.refer_to else row.gold, *row.alternatives]
    return [_resolve(code, row.location) for code in codes]


def _in_top(row: Row, decision: Decision) -> bool:
    named = {answer(decision), *(code for code, _ in decision.top)}
    return bool(named & set(accepted(row)))


def _share(results, is_right) -> float:  # type: ignore[no-untyped-def]
    return round(sum(is_right(row, d) for row, d in results) / max(1, len(results)), 4)


def _coverage(results: list[tuple[Row, Decision]], precision: float) -> float:
    """The largest share of rows, surest first, of which at least `precision` are right."""
    ranked = sorted(results, key=lambda pair: -pair[1].score)
    right, best = 0, 0
    for number, (row, decision) in enumerate(ranked, start=1):
        right += answer(decision) in accepted(row)
        if right / number >= precision:
            best = number
    return round(best / max(1, len(ranked)), 4)


def _kelurahan(location: str) -> str | None:
    offices = {v["opd"]: v["code"] for d in wilayah()["kecamatan"] for v in d["kelurahan"]}  # type: ignore[attr-defined]
    return offices.get(location)


def _resolve(code: str, location: str) -> str:
    if code == "KELURAHAN" and location:
        return location
    if code == "KECAMATAN" and location:
        for district in wilayah()["kecamatan"]:  # type: ignore[attr-defined]
            if any(village["opd"] == location for village in district["kelurahan"]):
                return str(district["opd"])
    return code
