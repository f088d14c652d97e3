"""A linear model over word and character n-grams, as arrays: no scikit-learn at decision time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

MODEL = Path(__file__).resolve().parent.parent / "data" / "routing_model.npz"
Vector = dict[int, float]


@dataclass(frozen=True)
class Model:
    """Weights of one training. `vocabulary` maps an n-gram to its row in `idf` and `weights`."""

    version: str
    codes: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]  # n-grams x codes
    bias: npt.NDArray[np.float32]

    def probabilities(self, text: str) -> list[tuple[str, float]]:
        """Every code with its probability, best first. A text without a known n-gram gives the bias alone."""
        vector = vectorise(text, self.vocabulary, self.idf)
        scores = self.bias.copy()
        if vector:
            rows = np.fromiter(vector.keys(), dtype=np.int64)
            values = np.fromiter(vector.values(), dtype=np.float32)
            scores += values @ self.weights[rows]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        order = np.argsort(-shares)
        return [(self.codes[index], float(shares[index])) for index in order]


@cache
def load_model(path: Path = MODEL) -> Model:
    """The shipped model, read once a process."""
    with np.load(path, allow_pickle=False) as data:
        names = [str(name) for name in data["vocabulary"]]
        return Model(
            version=str(data["version"]),
            codes=tuple(str(code) for code in data["codes"]),
            vocabulary={name: index for index, name in enumerate(names)},
            idf=data["idf"].astype(np.float32),
            weights=data["weights"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
        )


def ngrams(text: str) -> Iterator[str]:
    """Words, pairs of words, and character runs of 3-5 within a padded word (prefixed `~`)."""
    words = text.split()
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in (3, 4, 5):
            yield from (f"~{padded[start : start + size]}" for start in range(len(padded) - size + 1))


def vectorise(text: str, vocabulary: dict[str, int], idf: npt.NDArray[np.float32]) -> Vector:
    """Sublinear TF-IDF with length one; words and character runs are normalised each for themselves."""
    counts = Counter(name for name in ngrams(text) if name in vocabulary)
    vector: Vector = {}
    for is_run in (False, True):
        part = {
            vocabulary[name]: (1 + log(count)) * float(idf[vocabulary[name]])
            for name, count in counts.items()
            if name.startswith("~") == is_run
        }
        length = sqrt(sum(value * value for value in part.values())) or 1.0
        vector |= {index: value / length for index, value in part.items()}
    return vector
