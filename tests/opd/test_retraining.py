"""The nightly training: promoted, refused, skipped; a new model is noticed, and the way back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import pytest

from bontang_pengaduan.lib.clock import WITA
from opd import retraining
from opd.model_choices import TrainingRefusedError, choose_model, newest_choice, recent_trainings
from opd.models import Membership, Role, RoutingModelChoice, RoutingTraining, User
from opd.retraining import KEPT_MODELS, STUCK_AFTER, retrain
from opd.router import current_model, route_text
from opd.routing.classifier import load_model, pack
from tests.opd.routing_kit import case_numbers, label

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=WITA)
NEW_MATTER = "kereta gantung zirkon di bukit macet"
LAMP = "lampu jalan padam"
Outcome = RoutingTraining.Outcome


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="petugas.uji")


@pytest.fixture
def admin() -> User:
    user = User.objects.create(username="admin.uji")
    Membership.objects.create(user=user, role=Role.ADMIN)
    return user


def teach(user: User, text: str, code: str, *, learned: int = 0, measured: int = 0, at: datetime = NOW) -> None:
    for count, is_measured in ((learned, False), (measured, True)):
        for case in islice(case_numbers(measured=is_measured), count):
            label(case, text, code, user=user, at=at)


def promoted(at: datetime = NOW) -> RoutingTraining:
    """A training whose model is kept; it is the shipped one under another name."""
    content = pack(load_model())
    training = RoutingTraining.objects.create(started_at=at, outcome=Outcome.PROMOTED, version="lama", content=content)
    RoutingModelChoice.objects.create(training=training, chosen_at=at)
    return training


def test_what_officers_teach_is_learned_measured_and_in_force_at_once(officer: User) -> None:
    teach(officer, NEW_MATTER, "DISPOPAREKRAF", learned=60, measured=30, at=NOW - timedelta(days=1))
    before = route_text(NEW_MATTER, None, NOW)

    training = retrain(now=NOW)

    after = route_text(NEW_MATTER, None, NOW)
    assert (before.code == "DISPOPAREKRAF", after.code) == (False, "DISPOPAREKRAF")
    assert after.model_version == training.version != before.model_version
    assert (training.outcome, training.label_count) == (Outcome.PROMOTED, 90)
    assert training.note == "Benar 30 dari 30 kasus uji, sebelumnya 0."
    assert training.figures["units"] == {"DISPOPAREKRAF": [30, 0, 30]}
    assert route_text(LAMP, None, NOW).code == "DISHUB"
    again = retrain(now=NOW + timedelta(days=1))
    assert (again.outcome, again.note) == (Outcome.SKIPPED, "Tidak ada label baru sejak pelatihan terakhir.")


def test_a_model_that_is_worse_is_refused_with_the_reason(officer: User) -> None:
    teach(officer, LAMP, "DLH", learned=200)
    teach(officer, LAMP, "DISHUB", measured=30)

    training = retrain(now=NOW)

    assert (training.outcome, training.content, newest_choice()) == (Outcome.REFUSED, None, None)
    assert training.note == (
        "Tidak dipakai: lebih jarang benar pada kasus uji (30 menjadi 0 dari 30); "
        "lebih jarang benar pada 30 hari terakhir (30 menjadi 0 dari 30); Dishub turun (30 menjadi 0 dari 30)."
    )
    assert route_text(LAMP, None, NOW).model_version == load_model().version


def test_too_few_labels_say_so(officer: User) -> None:
    teach(officer, LAMP, "DISHUB", learned=40, measured=29)

    training = retrain(now=NOW)

    assert training.outcome == Outcome.SKIPPED
    assert training.note == "Baru 69 aduan berlabel, 29 di antaranya untuk menguji; perlu 30."


def test_without_scikit_learn_the_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retraining, "IS_TRAINABLE", False)

    training = retrain(now=NOW)

    assert (training.outcome, training.note) == (
        Outcome.SKIPPED,
        "scikit-learn tidak terpasang; lihat docs/dependencies.md.",
    )


def test_two_do_not_train_at_once_and_one_that_died_is_cleared() -> None:
    dead = RoutingTraining.objects.create(started_at=NOW)

    with pytest.raises(TrainingRefusedError, match=r"^Pelatihan lain sedang berjalan\.$"):
        retrain(now=NOW + STUCK_AFTER)
    after = retrain(now=NOW + STUCK_AFTER + timedelta(seconds=1))

    dead.refresh_from_db()
    assert (dead.outcome, after.outcome) == (Outcome.FAILED, Outcome.SKIPPED)


def test_what_breaks_a_training_is_a_failed_row(officer: User, caplog: pytest.LogCaptureFixture) -> None:
    teach(officer, LAMP, "DISHUB", measured=30)
    broken = promoted(NOW - timedelta(days=2))
    RoutingTraining.objects.filter(pk=broken.pk).update(content=b"rusak")

    training = retrain(now=NOW)

    assert (training.outcome, training.note) == (Outcome.FAILED, "Galat saat melatih; lihat log.")
    said = [message for name, _, message in caplog.record_tuples if name == "opd.retraining"]
    assert said == ["The routing model could not be trained"]


def test_one_press_leads_back_to_an_earlier_model_or_the_shipped_one(admin: User) -> None:
    first, second = promoted(), promoted()
    versions = [_version_in_force(training) for training in _choices(admin, [first, None, second])]

    assert versions == [first.pk, None, second.pk]
    assert RoutingModelChoice.objects.filter(chosen_by=admin).count() == 3


def _choices(admin: User, wanted: list[RoutingTraining | None]) -> Iterator[RoutingTraining | None]:
    for training in wanted:
        yield choose_model(training=training, user=admin, now=NOW).training


def _version_in_force(training: RoutingTraining | None) -> int | None:
    choice = newest_choice()
    assert choice is not None
    assert (current_model() is load_model()) is (training is None)
    return choice.training_id


def test_refused_choices_change_nothing(admin: User, officer: User) -> None:
    kept = promoted()
    lost = RoutingTraining.objects.create(started_at=NOW, outcome=Outcome.REFUSED)

    for training, user, sentence in (
        (None, officer, "Hanya admin yang dapat mengganti model rute."),
        (lost, admin, "Model itu tidak disimpan lagi."),
        (kept, admin, "Model itu sudah dipakai."),
    ):
        with pytest.raises(TrainingRefusedError) as refusal:
            choose_model(training=training, user=user, now=NOW)
        assert str(refusal.value) == sentence

    assert RoutingModelChoice.objects.count() == 1


def test_the_newest_models_are_kept_and_the_one_in_force_however_old(admin: User) -> None:
    trainings = [promoted() for _ in range(KEPT_MODELS + 2)]
    choose_model(training=trainings[0], user=admin, now=NOW)

    retrain(now=NOW)

    kept = {training.pk: training.is_kept for training in recent_trainings()}  # type: ignore[attr-defined]
    assert [kept[training.pk] for training in trainings] == [True, False, *[True] * KEPT_MODELS]


def test_the_model_in_force_costs_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    promoted()
    current_model()

    with django_assert_num_queries(1):  # type: ignore[operator]
        current_model()
