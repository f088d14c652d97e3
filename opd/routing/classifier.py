"""A linear model over word and character n-grams, as arrays: no scikit-learn at decision time."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MODEL = Path(__file__).resolve().parent.parent / "data" / "routing_model.npz"
WEIGHT_STEP = 0.001  # halves the file against half floats and moves no probability by 0.01
RUNS_SHARE = 0.6  # against words: runs find mistyped words, but tie a text to the spelling of the sentences
SHORT = 10  # words: of the seed sentences that are no complaint 9 in 10 have no more
Numbers = npt.NDArray[np.float32]
Vector = tuple[npt.NDArray[np.int64], Numbers]  # rows of the vocabulary, and what each one counts


@dataclass(frozen=True)
class Threshold:
    """From `score` on, `precision` (0-1) of a unit's decisions were right, measured on `rows` of them."""

    score: float
    precision: float
    rows: int


@dataclass(frozen=True)
class Calibration:
    """What was measured beside the weights.

    `sharpness` turns margins into probabilities. A text counts as no complaint from `none_from` on, and from
    `none_per_word` more for each word beyond SHORT. `thresholds` by code, for the units that could be measured.
    """

    sharpness: float
    none_from: float
    none_per_word: float
    thresholds: dict[str, Threshold]

    def none_needed(self, words: int) -> float:
        """The probability from which a text of so many words is no complaint; above 1 it is always one."""
        return self.none_from + self.none_per_word * max(0, words - SHORT)


@dataclass(frozen=True)
class Model:
    """Weights of one training. `vocabulary` maps an n-gram to its row in `idf` and `weights`."""

    version: str
    codes: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Numbers
    weights: Numbers  # n-grams x codes
    bias: Numbers
    calibration: Calibration

    def margins(self, text: str) -> Numbers:
        """Each code's distance from its border, in the order of `codes`. A text without a known n-gram: the bias."""
        rows, values = vectorise(text, self.vocabulary, self.idf)
        margins: Numbers = self.bias + values @ self.weights[rows]
        return margins

    def probabilities(self, text: str) -> list[tuple[str, float]]:
        """Every code with its probability, best first."""
        shares = soften(self.margins(text), self.calibration.sharpness)
        order = np.argsort(-shares, kind="stable")
        return [(self.codes[index], float(shares[index])) for index in order]


def soften(margins: npt.NDArray[np.floating], sharpness: float) -> npt.NDArray[np.floating]:
    """Margins, of one text or of many in rows, as probabilities that add up to one."""
    raised = np.exp(sharpness * (margins - margins.max(axis=-1, keepdims=True)))
    shares: npt.NDArray[np.floating] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


@cache
def load_model(path: Path = MODEL) -> Model:
    """The shipped model, read once a process."""
    return unpack(path.read_bytes())


def pack(model: Model) -> bytes:
    """The model as the bytes of an .npz file, its weights in steps of WEIGHT_STEP."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        version=np.array(model.version),
        codes=np.array(model.codes),
        vocabulary=np.array(list(model.vocabulary)),
        idf=model.idf.astype(np.float16),
        weights=np.round(model.weights / WEIGHT_STEP).astype(np.int16),
        bias=model.bias.astype(np.float32),
        calibration=np.array(json.dumps(calibration_facts(model.calibration))),
    )
    return buffer.getvalue()


def unpack(content: bytes) -> Model:
    """The model of such bytes. Raises ValueError or KeyError for anything else; never runs what it reads."""
    with np.load(io.BytesIO(content), allow_pickle=False) as data:
        names = data["vocabulary"].tolist()
        return Model(
            version=str(data["version"]),
            codes=tuple(data["codes"].tolist()),
            vocabulary={name: index for index, name in enumerate(names)},
            idf=data["idf"].astype(np.float32),
            weights=data["weights"].astype(np.float32) * np.float32(WEIGHT_STEP),
            bias=data["bias"].astype(np.float32),
            calibration=read_calibration(json.loads(str(data["calibration"]))),
        )


def calibration_facts(calibration: Calibration) -> dict[str, Any]:
    """The calibration as plain values, for a data file."""
    return {
        "sharpness": calibration.sharpness,
        "none_from": calibration.none_from,
        "none_per_word": calibration.none_per_word,
        "thresholds": {
            code: {"score": level.score, "precision": level.precision, "rows": level.rows}
            for code, level in sorted(calibration.thresholds.items())
        },
    }


def read_calibration(facts: Mapping[str, Any]) -> Calibration:
    """The calibration of such values."""
    thresholds = {code: Threshold(**level) for code, level in facts["thresholds"].items()}
    return Calibration(facts["sharpness"], facts["none_from"], facts["none_per_word"], thresholds)


def ngrams(text: str) -> Iterator[str]:
    """Words, pairs of words, and character runs of 3-5 within a padded word (prefixed `~`)."""
    yield from terms(text)
    yield from runs(text)


def terms(text: str) -> Iterator[str]:
    """Words and pairs of neighbouring words."""
    words = text.split()
    yield from words
    yield from map(" ".join, pairwise(words))


def runs(text: str) -> Iterator[str]:
    """Character runs of every word."""
    return chain.from_iterable(map(_runs, text.split()))


@lru_cache(maxsize=50_000)
def _runs(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(f"~{padded[start : start + size]}" for size in (3, 4, 5) for start in range(len(padded) - size + 1))


def vectorise(text: str, vocabulary: Mapping[str, int], idf: Numbers) -> Vector:
    """Sublinear TF-IDF; words have length one, and character runs for themselves RUNS_SHARE."""
    words, spellings = (_weigh(names, vocabulary, idf) for names in (terms(text), runs(text)))
    return np.concatenate([words[0], spellings[0]]), np.concatenate([words[1], RUNS_SHARE * spellings[1]])


def _weigh(names: Iterable[str], vocabulary: Mapping[str, int], idf: Numbers) -> Vector:
    counts = Counter(map(vocabulary.get, names))
    counts.pop(None, None)
    rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * idf[rows]
    return rows, values / (float(np.sqrt(values @ values)) or 1.0)
