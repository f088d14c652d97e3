"""Training: the texts of the profile to the arrays of the classifier. Needs scikit-learn (requirements-dev)."""

import hashlib
from collections import Counter
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from .classifier import ngrams, vectorise
from .profile import training_texts

MIN_DOCUMENTS = 2  # an n-gram of one text alone tells nothing
SHARPNESS = 1.5  # by cross-validation on the seeds: of the decisions at 0.80 and above 9 in 10 are right


def train(path: Path) -> str:
    """Writes the model and returns its version. The same data give the same arrays."""
    pairs = training_texts()
    frequency = Counter(name for text, _ in pairs for name in set(ngrams(text)))
    names = sorted(name for name, count in frequency.items() if count >= MIN_DOCUMENTS)
    vocabulary = {name: index for index, name in enumerate(names)}
    idf = np.array([log((1 + len(pairs)) / (1 + frequency[name])) + 1 for name in names], dtype=np.float16)
    model = fit(matrix([text for text, _ in pairs], vocabulary, idf), [code for _, code in pairs])
    version = hashlib.sha256(repr(pairs).encode()).hexdigest()[:12]
    np.savez_compressed(
        path,
        version=np.array(version),
        codes=np.array(list(model.classes_)),
        vocabulary=np.array(names),
        idf=idf,
        weights=(model.coef_.T * SHARPNESS).astype(np.float16),
        bias=(model.intercept_ * SHARPNESS).astype(np.float16),
    )
    return version


def fit(texts: csr_matrix, codes: list[str]) -> LogisticRegression:
    """The linear model itself."""
    model = LogisticRegression(C=30.0, max_iter=2000, class_weight="balanced")
    model.fit(texts, codes)
    return model


def matrix(texts: list[str], vocabulary: dict[str, int], idf: npt.NDArray[np.floating]) -> csr_matrix:
    """The texts as rows, by the same function that the decision uses."""
    rows = [vectorise(text, vocabulary, idf) for text in texts]
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    indices = [index for row in rows for index in row]
    values = [value for row in rows for value in row.values()]
    return csr_matrix((values, indices, indptr), shape=(len(rows), len(vocabulary)))
