"""Training: profiles of duties, keywords and categories to the arrays of the classifier. Needs scikit-learn."""

import hashlib
from collections import Counter
from math import log
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from .classifier import ngrams, vectorise
from .normalise import DATA, normalise

MIN_DOCUMENTS = 2  # an n-gram of one text alone tells nothing
SHARPNESS = 1.0


def profiles() -> list[tuple[str, str]]:
    """(text, code) of everything that the data files say about who does what."""
    units, categories = _read("opd.yaml"), _read("categories.yaml")
    texts: list[tuple[str, str]] = []
    for record in [*units["units"], *units["external_bodies"]]:
        texts += [(text, record["code"]) for text in _statements(record)]
    texts += [(keyword, part["opd"]) for part in units["sub_units"] for keyword in part["keywords"]]
    texts += [(t, c["opd"]) for c in categories["categories"] if c["opd"] for t in [c["name"], *c["keywords"]]]
    texts += [(seed["text"], seed["code"]) for seed in _read("routing_seeds.yaml")["seeds"]]
    return sorted({(normalise(text), code) for text, code in texts if normalise(text)})


def train(path: Path) -> str:
    """Writes the model and returns its version. The same data give the same file content."""
    pairs = profiles()
    documents = [set(ngrams(text)) for text, _ in pairs]
    frequency = Counter(name for names in documents for name in names)
    names = sorted(name for name, count in frequency.items() if count >= MIN_DOCUMENTS)
    vocabulary = {name: index for index, name in enumerate(names)}
    idf = np.array([log((1 + len(pairs)) / (1 + frequency[name])) + 1 for name in names], dtype=np.float32)
    model = LogisticRegression(C=30.0, max_iter=2000, class_weight="balanced")
    model.fit(_matrix(pairs, vocabulary, idf), [code for _, code in pairs])
    version = hashlib.sha256(repr(pairs).encode()).hexdigest()[:12]
    np.savez_compressed(
        path,
        version=np.array(version),
        codes=np.array(list(model.classes_)),
        vocabulary=np.array(names),
        idf=idf.astype(np.float16),
        weights=(model.coef_.T * SHARPNESS).astype(np.float16),
        bias=(model.intercept_ * SHARPNESS).astype(np.float16),
    )
    return version


def _statements(record: dict[str, object]) -> list[str]:
    duties = str(record.get("duties") or "").replace(";", ",").split(",")
    keywords = record.get("keywords") or []
    return [str(record["name"]), *duties, *keywords]  # type: ignore[misc]


def _matrix(pairs: list[tuple[str, str]], vocabulary: dict[str, int], idf: "np.ndarray") -> csr_matrix:
    rows = [vectorise(text, vocabulary, idf) for text, _ in pairs]
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    indices = [index for row in rows for index in row]
    values = [value for row in rows for value in row.values()]
    return csr_matrix((values, indices, indptr), shape=(len(rows), len(vocabulary)))


def _read(name: str) -> dict[str, list[dict[str, str]]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        loaded: dict[str, list[dict[str, str]]] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded
