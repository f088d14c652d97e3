"""Training: examples to the arrays of the classifier. Needs scikit-learn (docs/dependencies.md)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from .classifier import Calibration, Model, Numbers, ngrams, vectorise
from .profile import Example

MIN_DOCUMENTS = 2  # an n-gram of one text alone tells nothing
MAX_NGRAMS = 60_000  # the most frequent ones: with 60 codes about 4 MB compressed
STRICTNESS = (
    0.1  # C: cross-validation on the seeds is flat from 0.1 to 0.3; smaller means texts may differ more from them
)


def train(examples: Sequence[Example], calibration: Calibration) -> Model:
    """The model of these examples. The same examples give the same arrays."""
    texts = [example.text for example in examples]
    vocabulary, idf = choose_ngrams(texts)
    fitted = fit(matrix(texts, vocabulary, idf), examples)
    return Model(
        version=version_of(examples),
        codes=tuple(str(code) for code in fitted.classes_),
        vocabulary=vocabulary,
        idf=idf,
        weights=fitted.coef_.T.astype(np.float32),
        bias=fitted.intercept_.astype(np.float32),
        calibration=calibration,
    )


def version_of(examples: Iterable[Example]) -> str:
    """Twelve letters that stand for these very examples."""
    lines = [f"{example.text}\t{example.code}\t{example.weight:.4f}" for example in examples]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def choose_ngrams(texts: Sequence[str]) -> tuple[dict[str, int], Numbers]:
    """The n-grams worth a weight, in alphabetical order, and how much each one tells."""
    frequency = Counter(name for text in texts for name in set(ngrams(text)))
    kept = [name for name, count in frequency.items() if count >= MIN_DOCUMENTS]
    names = sorted(sorted(kept, key=lambda name: (-frequency[name], name))[:MAX_NGRAMS])
    idf = [log((1 + len(texts)) / (1 + frequency[name])) + 1 for name in names]
    return {name: index for index, name in enumerate(names)}, np.array(idf, dtype=np.float16).astype(np.float32)


def fit(rows: csr_matrix, examples: Sequence[Example]) -> LinearSVC:
    """The linear model itself: one border for each code against all others."""
    weights = [example.weight for example in examples]
    model = LinearSVC(C=STRICTNESS, random_state=0)
    model.fit(rows, [example.code for example in examples], sample_weight=weights)
    return model


def matrix(texts: Sequence[str], vocabulary: dict[str, int], idf: Numbers) -> csr_matrix:
    """The texts, one at least, as rows, by the same function that the decision uses."""
    vectors = [vectorise(text, vocabulary, idf) for text in texts]
    indices = np.concatenate([rows.astype(np.int32) for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    return csr_matrix((values, indices, starts), shape=(len(texts), len(vocabulary)))
