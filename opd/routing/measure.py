"""What a model is worth on texts that it has not seen: sharpness, thresholds, and two models side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .classifier import Model, Threshold, soften
from .lessons import Lesson
from .profile import Example

SHARPNESSES = tuple(round(0.5 * step, 1) for step in range(2, 25))
PRECISION = 0.9  # what a unit's threshold has to buy
FEWEST = 15  # decisions of a unit below which its precision is no measurement
SHARPNESS_ROWS = 200  # cases aside from which on the probabilities are fitted to them


@dataclass(frozen=True)
class Judged:
    """Texts with their true codes and the margins that a model gave which had not seen them."""

    codes: tuple[str, ...]
    gold: npt.NDArray[np.str_]
    words: npt.NDArray[np.int_]
    margins: npt.NDArray[np.floating]

    def shares(self, sharpness: float) -> npt.NDArray[np.floating]:
        """The margins as probabilities."""
        return soften(self.margins, sharpness)


def judge(model: Model, examples: Sequence[Example]) -> Judged:
    """What the model says of these examples; one at least."""
    texts = [example.text for example in examples]
    return Judged(
        codes=model.codes,
        gold=np.array([example.code for example in examples], dtype=np.str_),
        words=np.array([len(text.split()) for text in texts]),
        margins=np.stack([model.margins(text) for text in texts]),
    )


def find_sharpness(judged: Judged) -> float:
    """The sharpness with which the true codes were least surprising (mean log loss)."""
    places = [judged.codes.index(code) for code in judged.gold]
    lines = np.arange(len(places))
    losses = {
        sharpness: -np.log(judged.shares(sharpness)[lines, places]).mean(dtype=np.float64) for sharpness in SHARPNESSES
    }
    return min(losses, key=losses.__getitem__)


def find_thresholds(judged: Judged, sharpness: float) -> dict[str, Threshold]:
    """For each code with FEWEST decisions or more: the lowest score from which on PRECISION of them were right.

    A code that never reaches PRECISION gets 1.0, which no score passes, and the precision that it has.
    """
    shares = judged.shares(sharpness)
    winners, scores = shares.argmax(axis=1), shares.max(axis=1)
    found = {}
    for place, code in enumerate(judged.codes):
        own = winners == place
        if own.sum() >= FEWEST:
            found[code] = _threshold(scores[own], judged.gold[own] == code)
    return found


def recalibrate(model: Model, lessons: Iterable[Lesson]) -> Model:
    """The model with thresholds from the cases kept aside; a code with fewer than FEWEST of them keeps its old one."""
    examples = [lesson.as_example() for lesson in lessons if lesson.is_measured and lesson.code in model.codes]
    if len(examples) < FEWEST:
        return model
    judged = judge(model, examples)
    known = model.calibration
    sharpness = find_sharpness(judged) if len(examples) >= SHARPNESS_ROWS else known.sharpness
    thresholds = known.thresholds | find_thresholds(judged, sharpness)
    return replace(model, calibration=replace(known, sharpness=sharpness, thresholds=thresholds))


def _threshold(scores: npt.NDArray[np.floating], is_right: npt.NDArray[np.bool_]) -> Threshold:
    order = np.argsort(-scores, kind="stable")
    counted = np.arange(1, len(order) + 1)
    precisions = np.cumsum(is_right[order]) / counted
    enough = np.flatnonzero((precisions >= PRECISION) & (counted >= FEWEST))
    if not len(enough):
        return Threshold(1.0, round(float(precisions[-1]), 3), len(order))
    last = enough[-1]
    return Threshold(round(float(scores[order][last]), 3), round(float(precisions[last]), 3), int(last) + 1)
