"""Labels: what is kept of a person's word, and what of it is learned."""

from datetime import datetime, timedelta

import pytest

from bontang_pengaduan.lib.clock import WITA
from opd.labels import (
    Confusion,
    Origin,
    count_labels,
    forget_labels,
    has_labels,
    has_labels_since,
    list_confusions,
    read_lessons,
)
from opd.models import Membership, Role, RoutingLabel, User
from opd.routing.lessons import Trust
from tests.opd.routing_kit import label

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)
CASE = "2611-00001"


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="petugas.uji")


@pytest.fixture
def coordinator() -> User:
    user = User.objects.create(username="koordinator.uji")
    Membership.objects.create(user=user, role=Role.KOORDINATOR)
    return user


def test_a_label_keeps_code_guess_score_version_who_and_when_without_identifiers(officer: User) -> None:
    label(CASE, "lampu padam, hubungi 081234567890", "DISHUB", user=officer, at=NOW, guess="DLH")

    row = RoutingLabel.objects.get()
    assert (row.code, row.guess, row.score, row.model_version) == ("DISHUB", "DLH", 0.5, "uji")
    assert (row.labelled_by, row.labelled_at, row.by_coordinator) == (officer, NOW, False)
    assert row.text == "lampu padam, hubungi ••••"


def test_the_newest_word_on_a_case_counts_with_its_trust_and_age(officer: User, coordinator: User) -> None:
    label(CASE, "lampu padam", "DLH", user=officer, at=NOW - timedelta(days=9))
    label(CASE, "lampu padam", "DISHUB", user=coordinator, at=NOW - timedelta(days=2))
    label("2611-00002", "sampah", "DLH", user=officer, at=NOW, origin=Origin.CONFIRMATION)
    label("2611-00003", "pak lurah tidak ada", "KEL-LT", user=officer, at=NOW)

    lessons = [(lesson.case, lesson.code, lesson.trust, lesson.age_days) for lesson in read_lessons(NOW)]

    assert lessons == [
        (CASE, "DISHUB", Trust.FINAL, 2),
        ("2611-00002", "DLH", Trust.CONFIRMATION, 0),
        ("2611-00003", "KELURAHAN", Trust.CORRECTION, 0),
    ]


def test_a_refused_case_teaches_nothing_until_somebody_decides(officer: User, coordinator: User) -> None:
    label(CASE, "lampu padam", "DLH", user=officer, at=NOW, origin=Origin.CONFIRMATION)
    label(CASE, "lampu padam", "DLH", user=officer, at=NOW, origin=Origin.REFUSAL)
    refused = read_lessons(NOW)
    label(CASE, "lampu padam", "DISHUB", user=coordinator, at=NOW)

    assert (refused, [lesson.code for lesson in read_lessons(NOW)]) == ([], ["DISHUB"])


def test_a_forgotten_case_leaves_no_words(officer: User) -> None:
    for case in (CASE, CASE, "2611-00002"):
        label(case, "lampu padam", "DISHUB", user=officer, at=NOW)

    assert forget_labels(case=CASE) == 2
    assert (has_labels(CASE), has_labels("2611-00002")) == (False, True)


def test_new_is_what_came_after_a_moment(officer: User) -> None:
    label(CASE, "lampu padam", "DISHUB", user=officer, at=NOW)

    assert [has_labels_since(NOW - timedelta(seconds=1)), has_labels_since(NOW)] == [True, False]


def test_confusions_count_corrections_of_a_guess_most_frequent_first(officer: User) -> None:
    for place, (guess, code, days) in enumerate(
        [("DLH", "PUPRK", 1), ("DLH", "PUPRK", 2), ("RSUD", "DINKES", 1), ("DLH", "PUPRK", 99), ("", "DLH", 1)]
    ):
        label(f"2611-{place:05}", "teks", code, user=officer, at=NOW - timedelta(days=days), guess=guess)
    label(CASE, "teks", "DLH", user=officer, at=NOW, origin=Origin.CONFIRMATION, guess="DLH")

    pairs = list_confusions(NOW - timedelta(days=90))

    assert pairs == [Confusion("DLH", "PUPRK", 2), Confusion("RSUD", "DINKES", 1)]
    assert count_labels() == {"correction": 5, "refusal": 0, "confirmation": 1}
