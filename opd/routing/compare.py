"""Two models side by side on the cases kept aside, and whether the new one may decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .classifier import Model
from .facts import office_names
from .lessons import Lesson
from .measure import judge
from .profile import Example

Names = npt.NDArray[np.str_]
FEWEST_MEASURED = 30  # cases aside, below which nothing can be said about a model
RECENT_DAYS = 30
UNIT_MARGIN = 0.05  # a unit may lose this share of its cases, where there are
UNIT_ROWS = 20  # so many of them


@dataclass(frozen=True)
class Score:
    """How many of `rows` cases each model decided rightly, alone in first place."""

    rows: int
    current: int
    candidate: int

    @property
    def is_worse(self) -> bool:
        """Whether the candidate is right less often."""
        return self.candidate < self.current


@dataclass(frozen=True)
class Comparison:
    """Two models on the cases kept aside: all, those of the last RECENT_DAYS, and by code."""

    overall: Score
    recent: Score
    units: dict[str, Score]

    def objections(self) -> list[str]:
        """Why the candidate must not decide, in Indonesian; empty when it may."""
        found = []
        if self.overall.is_worse:
            found.append(f"lebih jarang benar pada kasus uji ({_words(self.overall)})")
        if self.recent.is_worse:
            found.append(f"lebih jarang benar pada {RECENT_DAYS} hari terakhir ({_words(self.recent)})")
        names = office_names()
        fallen = ((names.get(code, code), score) for code, score in self.units.items() if _falls(score))
        found += [f"{name} turun ({_words(score)})" for name, score in fallen]
        return found

    def facts(self) -> dict[str, Any]:
        """The comparison as plain values: rows, right by the current model, right by the candidate."""
        return {
            "overall": _numbers(self.overall),
            "recent": _numbers(self.recent),
            "units": {code: _numbers(score) for code, score in self.units.items()},
        }


def compare(current: Model, candidate: Model, lessons: Iterable[Lesson]) -> Comparison:
    """Both models on the cases kept aside among the lessons."""
    measured = [lesson for lesson in lessons if lesson.is_measured]
    examples = [lesson.as_example() for lesson in measured]
    gold = np.array([example.code for example in examples], dtype=np.str_)
    before, after = (_winners(model, examples) == gold for model in (current, candidate))
    is_recent = np.array([lesson.age_days < RECENT_DAYS for lesson in measured], dtype=bool)
    return Comparison(
        overall=_score(before, after),
        recent=_score(before[is_recent], after[is_recent]),
        units={str(code): _score(before[gold == code], after[gold == code]) for code in sorted(set(gold))},
    )


def _winners(model: Model, examples: Sequence[Example]) -> Names:
    if not examples:
        return np.array([], dtype=np.str_)
    best = judge(model, examples).margins.argmax(axis=1)
    return np.array([model.codes[place] for place in best], dtype=np.str_)


def _score(before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]) -> Score:
    return Score(len(before), int(before.sum()), int(after.sum()))


def _falls(score: Score) -> bool:
    return score.rows >= UNIT_ROWS and (score.current - score.candidate) / score.rows > UNIT_MARGIN


def _numbers(score: Score) -> list[int]:
    return [score.rows, score.current, score.candidate]


def _words(score: Score) -> str:
    return f"{score.current} menjadi {score.candidate} dari {score.rows}"
