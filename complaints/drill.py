"""Latihan: the written cases, and what is said to an officer of his answer. Values in, values out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "drill_cases.yaml"


@dataclass(frozen=True)
class Point:
    """Something that a good answer does, or leaves out; with what is said when it does and when it does not."""

    code: str
    found: re.Pattern[str] | None
    absent: re.Pattern[str] | None
    met: str
    missed: str

    def is_met(self, text: str) -> bool:
        """Whether the answer has it."""
        if self.absent:
            return not self.absent.search(text)
        return bool(self.found and self.found.search(text))


@dataclass(frozen=True)
class DrillCase:
    """One invented case. `kind` is the kind of reply that fits, `kind_why` the reason where it is not the usual one;
    `model` an answer that somebody could send."""

    code: str
    title: str
    trains: str
    channel: str
    is_public: bool
    citizen: str
    unit: str
    said: tuple[str, ...]
    kind: str
    kind_why: str
    points: tuple[Point, ...]
    model: str


@dataclass(frozen=True)
class Remark:
    """One sentence about an answer."""

    is_good: bool
    words: str


@cache
def drill_cases() -> Mapping[str, DrillCase]:
    """All cases by their code, in the order of the drill."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    points = {code: _point(code, facts) for code, facts in data["points"].items()}
    return {facts["code"]: _case(facts, points) for facts in data["cases"]}


def find_case(code: str, next_date: str) -> DrillCase | None:
    """The case, its model answer with that date (`Kamis, 26 November 2026`); None for an unknown code."""
    case = drill_cases().get(code)
    return case and replace(case, model=case.model.replace("{tanggal}", next_date))


def remarks_on(case: DrillCase, text: str, kind: str) -> list[Remark]:
    """What the answer does well and what is missing, in the order of the case's points."""
    remarks = [Remark(point.is_met(text), point.met if point.is_met(text) else point.missed) for point in case.points]
    if case.kind_why:
        fits = kind == case.kind
        remarks.append(Remark(fits, f"Jenis balasan {'tepat' if fits else 'kurang tepat'}. {case.kind_why}"))
    return remarks


def _point(code: str, facts: Mapping[str, Any]) -> Point:
    return Point(code, _one_of(facts.get("found")), _one_of(facts.get("absent")), facts["met"], facts["missed"])


def _case(facts: Mapping[str, Any], points: Mapping[str, Point]) -> DrillCase:
    return DrillCase(
        code=facts["code"],
        title=facts["title"],
        trains=facts["trains"],
        channel=facts["channel"],
        is_public=facts.get("is_public", False),
        citizen=facts["from"],
        unit=facts["unit"],
        said=tuple(facts["said"]),
        kind=facts["kind"],
        kind_why=facts.get("kind_why", ""),
        points=tuple(points[code] for code in facts["points"]),
        model=facts["model"],
    )


def _one_of(patterns: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
