"""What officers' corrections would teach the router: labelled rows streamed as corrections, in memory alone."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .classifier import load_model
from .evaluate import Row, accepted, evaluate
from .lessons import Lesson, Trust, subject_of
from .profile import Example, training_texts
from .training import train_on


@dataclass(frozen=True)
class Step:
    """The router after so many corrections: shares from 0 to 1, over all rows and over those labelled with a unit, and
    seconds of training."""

    corrections: int
    top1: float
    top3: float
    units_top1: float
    units_top3: float
    coverage_at_90: float
    seconds: float


def simulate(rows: Sequence[Row], judged: Sequence[Row], *, every: int, now: datetime) -> Iterator[Step]:
    """Judges the same rows before any correction and after each `every` of `rows`. Needs scikit-learn.

    Nothing is stored. A row of an external body that the city does not know teaches nothing.
    """
    taught = [_example(row, number) for number, row in enumerate(rows) if row.gold != "REFER" or row.refer_to]
    base = training_texts()
    for count in dict.fromkeys((*range(0, len(taught), every), len(taught))):
        started = time.perf_counter()
        model = train_on([*base, *taught[:count]], load_model().calibration) if count else load_model()
        seconds = time.perf_counter() - started
        figures = evaluate(judged, now, model=model)
        yield Step(
            corrections=count,
            top1=figures["top1"],
            top3=figures["top3"],
            units_top1=figures["units_top1_with_alternatives"],
            units_top3=figures["units_top3"],
            coverage_at_90=figures["coverage_at_90"],
            seconds=round(seconds, 1),
        )


def _example(row: Row, number: int) -> Example:
    return Lesson(str(number), row.text, subject_of(accepted(row)[0]), Trust.FINAL, age_days=0).as_example()
