"""What the shipped model's probabilities are worth: measured on seed sentences that the model has not seen.

Needs scikit-learn.
"""

from collections.abc import Sequence

import numpy as np

from .classifier import SHORT, Calibration
from .measure import Judged, find_sharpness, find_thresholds, judge
from .profile import descriptions, examples_of, seeds, surrounded
from .train import train

FOLDS = 5
LETTER = 4  # sentences of one code that make a long letter, to see how long texts are judged
SLOPES = tuple(round(0.005 * step, 3) for step in range(9))  # per word
NONE_FROM = 0.35
COST = 0.01
UNMEASURED = Calibration(sharpness=1.0, none_from=NONE_FROM, none_per_word=0.0, thresholds={})


def calibrate() -> Calibration:
    """Cross-validates on the seed sentences in FOLDS parts; takes a minute. The same seeds give the same figures."""
    single, letters = cross_validate(seeds())
    sharpness = find_sharpness(single)
    slope = find_slope((single, letters), sharpness)
    return Calibration(sharpness, NONE_FROM, slope, find_thresholds(single, sharpness))


def cross_validate(sentences: Sequence[tuple[str, str]]) -> tuple[Judged, Judged]:
    """Every sentence judged by a model that knows the other parts alone; and letters of LETTER sentences likewise."""
    alone, joined = [], []
    for fold in range(FOLDS):
        held = sentences[fold::FOLDS]
        known = [pair for place, pair in enumerate(sentences) if place % FOLDS != fold]
        model = train(examples_of((*descriptions(), *known, *surrounded(known))), UNMEASURED)
        alone.append(judge(model, examples_of(held)))
        joined.append(judge(model, examples_of(write_letters(held))))
    return gather(alone), gather(joined)


def gather(parts: Sequence[Judged]) -> Judged:
    """Parts that were judged by models of the same codes as one."""
    return Judged(
        codes=parts[0].codes,
        gold=np.concatenate([part.gold for part in parts]),
        words=np.concatenate([part.words for part in parts]),
        margins=np.concatenate([part.margins for part in parts]),
    )


def write_letters(sentences: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """LETTER neighbouring sentences of one code as one text; what is left over makes none."""
    by_code: dict[str, list[str]] = {}
    for text, code in sentences:
        by_code.setdefault(code, []).append(text)
    return [
        (". ".join(texts[start : start + LETTER]), code)
        for code, texts in by_code.items()
        for start in range(0, len(texts) - LETTER + 1, LETTER)
    ]


def find_slope(parts: Sequence[Judged], sharpness: float) -> float:
    """The most doubt per word that costs at most COST of what is no complaint and was found so without it."""
    recalls = {slope: _none_recall(parts, sharpness, slope) for slope in SLOPES}
    return max(slope for slope, recall in recalls.items() if recall >= recalls[0.0] - COST)


def _none_recall(parts: Sequence[Judged], sharpness: float, slope: float) -> float:
    found, there = 0, 0
    for part in parts:
        shares, is_none = part.shares(sharpness)[:, part.codes.index("NONE")], part.gold == "NONE"
        needed = NONE_FROM + slope * np.maximum(part.words - SHORT, 0)
        found += int(((shares >= needed) & is_none).sum())
        there += int(is_none.sum())
    return found / there
