"""Training: examples to the arrays of the classifier. Needs scikit-learn (docs/dependencies.md)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from .classifier import Calibration, Model, Numbers, ngrams, vectorise
from .profile import Example

MIN_DOCUMENTS = 2  # an n-gram of one text alone tells nothing
MAX_NGRAMS = 60_000  # the most frequent ones: with 60 codes about 4 MB compressed
STRICTNESS = (
    0.1  # C: cross-validation on the seeds is flat from 0.1 to 0.3; smaller means texts may differ more from them
)
COUNTS_SHARE = 0.3  # of plain counts beside the borders: cross-validation on the seeds gains up to here
SMOOTHING = 0.1


def train(examples: Sequence[Example], calibration: Calibration) -> Model:
    """The model of these examples. The same examples give the same arrays."""
    texts = [example.text for example in examples]
    vocabulary, idf = choose_ngrams(texts)
    rows = matrix(texts, vocabulary, idf)
    fitted = fit(rows, examples)
    return Model(
        version=version_of(examples),
        codes=tuple(str(code) for code in fitted.classes_),
        vocabulary=vocabulary,
        idf=idf,
        weights=(fitted.coef_.T + counted(rows, examples, fitted)).astype(np.float32),
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


def counted(rows: csr_matrix, examples: Sequence[Example], borders: LinearSVC) -> npt.NDArray[np.float64]:
    """What plain counting says of each n-gram and code (complement naive Bayes), in the borders' unit, to be added to
    their weights. Borders alone lean on the few n-grams that part the known texts; counts let the others speak too.
    """
    model = ComplementNB(alpha=SMOOTHING)
    model.fit(rows, [example.code for example in examples], sample_weight=[example.weight for example in examples])
    weights = model.feature_log_prob_.T
    weights = weights - weights.mean(axis=1, keepdims=True)
    # One code against itself gives counts that say nothing.
    spread = float((rows @ weights).std()) or 1.0
    counts: npt.NDArray[np.float64] = COUNTS_SHARE * float(borders.decision_function(rows).std()) / spread * weights
    return counts


def matrix(texts: Sequence[str], vocabulary: dict[str, int], idf: Numbers) -> csr_matrix:
    """The texts, one at least, as rows, by the same function that the decision uses."""
    vectors = [vectorise(text, vocabulary, idf) for text in texts]
    indices = np.concatenate([rows.astype(np.int32) for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    return csr_matrix((values, indices, starts), shape=(len(texts), len(vocabulary)))
