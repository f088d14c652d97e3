"""Training: repeatable, what is shipped is of today's data files, and the arrays answer what scikit-learn answers."""

from dataclasses import replace

import numpy as np
import pytest

from opd.routing.calibrate import UNMEASURED
from opd.routing.classifier import MODEL, WEIGHT_STEP, Model, load_model, pack, soften, unpack
from opd.routing.facts import read
from opd.routing.profile import Example, training_texts
from opd.routing.shipped import train_shipped
from opd.routing.train import MAX_NGRAMS, choose_ngrams, counted, fit, matrix, train, version_of

FEW = {"DISHUB", "DLH", "PUPRK", "NONE"}


@pytest.fixture(scope="module")
def retrained() -> Model:
    return train_shipped()


def test_the_shipped_model_is_the_one_that_the_data_files_give(retrained: Model) -> None:
    shipped = load_model(MODEL)

    assert (retrained.version, retrained.codes, retrained.calibration) == (
        shipped.version,
        shipped.codes,
        shipped.calibration,
    )
    assert retrained.vocabulary == shipped.vocabulary
    assert float(np.abs(retrained.weights - shipped.weights).max()) <= WEIGHT_STEP


def test_the_thresholds_were_measured_on_todays_sentences() -> None:
    assert read("routing_calibration.yaml")["version"] == version_of(training_texts())


def test_the_arrays_answer_what_scikit_learn_answers() -> None:
    examples = [example for example in training_texts() if example.code in FEW]
    texts = [example.text for example in examples]
    exported = unpack(pack(train(examples, replace(UNMEASURED, sharpness=5.0))))
    rows = matrix(texts, exported.vocabulary, exported.idf)
    learned = fit(rows, examples)

    answers = [dict(exported.probabilities(text)) for text in texts]

    margins = learned.decision_function(rows) + rows @ counted(rows, examples, learned)
    expected = soften(margins, 5.0)
    assert list(exported.codes) == list(learned.classes_)
    best = learned.classes_[margins.argmax(axis=1)]
    assert [max(answer, key=answer.__getitem__) for answer in answers] == list(best)
    found = np.array([[answer[code] for code in exported.codes] for answer in answers])
    assert float(np.abs(found - expected).max()) < 0.01


def test_a_heavier_example_pulls_more() -> None:
    known = [("lampu padam", "A"), ("air mati", "B"), ("got mampet", "C")]
    base = [Example(*pair) for pair in known for _ in range(2)]

    def share(weight: float) -> float:
        model = train([*base, *[Example("lampu padam", "B", weight)] * 2], UNMEASURED)
        return dict(model.probabilities("lampu padam"))["B"]

    assert share(0.1) < share(1.0) < share(10.0)


def test_the_version_follows_text_code_and_weight() -> None:
    example = Example("lampu padam", "DISHUB")

    versions = {
        version_of([changed])
        for changed in (
            example,
            replace(example, text="lampu mati"),
            replace(example, code="DLH"),
            replace(example, weight=0.5),
        )
    }

    assert len(versions) == 4
    assert version_of([example]) in versions


def test_only_ngrams_of_two_texts_are_kept_in_order() -> None:
    vocabulary, idf = choose_ngrams(["abc", "abc", "xyz"])

    assert list(vocabulary) == ["abc", "~ ab", "~ abc", "~ abc ", "~abc", "~abc ", "~bc "]
    assert len(idf) == 7 < MAX_NGRAMS


def test_the_shipped_model_is_small() -> None:
    assert MODEL.stat().st_size < 4_000_000


def test_every_unit_and_body_has_seed_sentences() -> None:
    codes = {example.code for example in training_texts()}

    assert len(codes) == 57 - 18 + 18 + 3
