"""Two models side by side, what is kept aside, and when the new one may decide."""

from dataclasses import replace

import pytest

from opd.routing.classifier import Model, load_model
from opd.routing.compare import Comparison, Score, compare
from opd.routing.lessons import (
    LEAST_WEIGHT,
    MEASURED_SHARE,
    Lesson,
    Trust,
    count_measured,
    lessons_to_learn,
    subject_of,
)
from opd.routing.measure import FEWEST, find_sharpness, find_thresholds, judge, recalibrate
from opd.routing.profile import Example

LAMP, TRASH = "lampu jalan padam", "sampah tidak diangkut"


def lesson(text: str, code: str, *, measured: bool = True, age_days: int = 0, skip: int = 0) -> Lesson:
    numbers = (Lesson(str(place), text, code, Trust.FINAL, age_days) for place in range(10_000))
    return [found for _, found in zip(range(500), numbers, strict=False) if found.is_measured is measured][skip]


def swapped() -> Model:
    """The shipped model that calls DISHUB what is DLH, and the other way round."""
    names = {"DISHUB": "DLH", "DLH": "DISHUB"}
    model = load_model()
    return replace(model, codes=tuple(names.get(code, code) for code in model.codes))


def test_one_case_in_ten_is_kept_aside_by_its_number_alone() -> None:
    lessons = [Lesson(f"2611-{place:05}", "x", "DLH", Trust.FINAL, 0) for place in range(5000)]

    share = count_measured(lessons) / len(lessons)

    assert share == pytest.approx(1 / MEASURED_SHARE, abs=0.015)
    assert {item.is_measured for item in (lessons[0], replace(lessons[0], code="DISHUB", age_days=9))} == {
        lessons[0].is_measured
    }


@pytest.mark.parametrize(("age_days", "weight"), [(0, 2.0), (365, 1.0), (730, 0.5), (3650, Trust.FINAL * LEAST_WEIGHT)])
def test_a_word_loses_half_its_weight_in_a_year_and_never_all(age_days: int, weight: float) -> None:
    assert Lesson("1", LAMP, "DISHUB", Trust.FINAL, age_days).as_example() == Example(LAMP, "DISHUB", weight)


@pytest.mark.parametrize(
    ("origin", "is_final", "trust"),
    [("correction", True, 2.0), ("confirmation", True, 2.0), ("correction", False, 1.5), ("confirmation", False, 0.75)],
)
def test_what_cost_a_decision_weighs_more(origin: str, is_final: bool, trust: float) -> None:
    assert Trust.of(origin, is_final=is_final) == trust


def test_only_what_is_not_kept_aside_and_has_words_is_learned() -> None:
    lessons = [lesson(LAMP, "DISHUB"), lesson(LAMP, "DISHUB", measured=False), lesson("🙏", "NONE", measured=False)]

    assert lessons_to_learn(lessons) == [Example(LAMP, "DISHUB", 2.0)]


@pytest.mark.parametrize(
    ("code", "subject"), [("KEL-LT", "KELURAHAN"), ("KEC-BU", "KECAMATAN"), ("DLH", "DLH"), ("NONE", "NONE")]
)
def test_all_offices_of_a_kind_are_one_subject(code: str, subject: str) -> None:
    assert subject_of(code) == subject


def test_both_models_are_judged_on_the_cases_kept_aside_all_and_recent_and_by_unit() -> None:
    lessons = [
        lesson(LAMP, "DISHUB", skip=0),
        lesson(LAMP, "DISHUB", skip=1, age_days=30),
        lesson(TRASH, "DLH", skip=2),
        lesson(TRASH, "PUPRK", measured=False),
    ]

    found = compare(load_model(), swapped(), lessons)

    assert (found.overall, found.recent) == (Score(3, 3, 0), Score(2, 2, 0))
    assert found.facts()["units"] == {"DISHUB": [2, 2, 0], "DLH": [1, 1, 0]}


def test_without_a_recent_case_nothing_is_worse_there() -> None:
    found = compare(load_model(), swapped(), [lesson(LAMP, "DISHUB", age_days=90)])

    assert (found.recent, found.recent.is_worse) == (Score(0, 0, 0), False)


SAME = Score(40, 30, 30)


@pytest.mark.parametrize(
    ("comparison", "objections"),
    [
        (Comparison(SAME, SAME, {}), []),
        (Comparison(Score(40, 30, 29), SAME, {}), ["lebih jarang benar pada kasus uji (30 menjadi 29 dari 40)"]),
        (Comparison(SAME, Score(9, 8, 7), {}), ["lebih jarang benar pada 30 hari terakhir (8 menjadi 7 dari 9)"]),
        (Comparison(SAME, SAME, {"DLH": Score(20, 20, 19)}), []),
        (Comparison(SAME, SAME, {"DLH": Score(20, 20, 18)}), ["DLH turun (20 menjadi 18 dari 20)"]),
        (Comparison(SAME, SAME, {"DLH": Score(19, 19, 0)}), []),
    ],
    ids=["no worse", "worse overall", "worse lately", "within the margin", "a unit falls", "too few to say"],
)
def test_a_model_may_decide_where_nothing_speaks_against_it(comparison: Comparison, objections: list[str]) -> None:
    assert comparison.objections() == objections


def test_a_threshold_is_the_lowest_score_that_buys_nine_in_ten() -> None:
    examples = [Example(LAMP, "DISHUB")] * 18 + [Example(LAMP, "DLH")] * 2
    judged = judge(load_model(), examples)
    score = float(judged.shares(5.0).max())

    found = find_thresholds(judged, 5.0)

    assert set(found) == {"DISHUB"}
    assert (found["DISHUB"].score, found["DISHUB"].precision, found["DISHUB"].rows) == (round(score, 3), 0.9, 20)


def test_a_code_that_is_right_too_seldom_never_goes_alone() -> None:
    judged = judge(load_model(), [Example(LAMP, "DISHUB")] * 10 + [Example(LAMP, "DLH")] * 10)

    level = find_thresholds(judged, 5.0)["DISHUB"]

    assert (level.score, level.precision, level.rows) == (1.0, 0.5, 20)


def test_the_less_often_a_model_is_right_the_less_sure_it_sounds() -> None:
    right = judge(load_model(), [Example(LAMP, "DISHUB")] * 20)
    half = judge(load_model(), [Example(LAMP, "DISHUB")] * 10 + [Example(LAMP, "DLH")] * 10)

    assert find_sharpness(half) < find_sharpness(right)


def test_measured_units_get_new_thresholds_and_the_others_keep_theirs() -> None:
    model = load_model()
    lessons = [lesson(LAMP, "DISHUB", skip=place) for place in range(FEWEST)]

    found = recalibrate(model, lessons).calibration

    assert (found.thresholds["DISHUB"].precision, found.thresholds["DISHUB"].rows) == (1.0, FEWEST)
    assert found.thresholds["DLH"] == model.calibration.thresholds["DLH"]
    assert recalibrate(model, lessons[1:]) is model
