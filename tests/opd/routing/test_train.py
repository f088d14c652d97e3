"""Training: repeatable, and the arrays answer what scikit-learn answers."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from opd.routing.classifier import MODEL, load_model
from opd.routing.profile import training_texts
from opd.routing.train import SHARPNESS, fit, matrix, train

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def retrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    train(path)
    return path


def test_the_shipped_model_is_the_one_that_the_data_files_give(retrained: Path) -> None:
    shipped, again = load_model(MODEL), load_model(retrained)
    texts = [text for text, _ in training_texts()[::9]]

    assert (again.version, again.codes, again.vocabulary) == (shipped.version, shipped.codes, shipped.vocabulary)
    assert [again.probabilities(text)[0][0] for text in texts] == [shipped.probabilities(text)[0][0] for text in texts]


def test_the_arrays_answer_what_scikit_learn_answers() -> None:
    pairs = [pair for pair in training_texts() if pair[1] in {"DISHUB", "DLH", "PUPRK", "NONE"}]
    shipped = load_model()
    rows = matrix([text for text, _ in pairs], shipped.vocabulary, shipped.idf)
    model = fit(rows, [code for _, code in pairs])
    exported = type(shipped)(
        version="uji",
        codes=tuple(model.classes_),
        vocabulary=shipped.vocabulary,
        idf=shipped.idf,
        weights=model.coef_.T.astype(np.float16).astype(np.float32),
        bias=model.intercept_.astype(np.float32),
    )

    answers = [exported.probabilities(text) for text, _ in pairs]

    assert [answer[0][0] for answer in answers] == list(model.predict(rows))
    assert [answer[0][1] for answer in answers] == pytest.approx(model.predict_proba(rows).max(axis=1), abs=0.01)


def test_the_shipped_model_is_small_and_sharpened() -> None:
    assert MODEL.stat().st_size < 1_500_000
    assert SHARPNESS == 1.5


def test_every_unit_and_body_has_seed_sentences() -> None:
    codes = {code for _, code in training_texts()}

    assert len(codes) == 57 - 18 + 18 + 3
