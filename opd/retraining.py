"""The nightly training on officers' labels: what is promoted, what is refused and why, and the way back.

Run it in a process of its own (`manage.py retrain_routing`): scikit-learn takes 126 MiB, which no worker should keep.
"""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from .labels import has_labels_since, read_lessons
from .model_choices import TrainingRefusedError
from .models import RoutingModelChoice, RoutingTraining
from .router import current_model
from .routing.classifier import Model, pack
from .routing.compare import FEWEST_MEASURED, Comparison, compare
from .routing.lessons import Lesson, count_measured, lessons_to_learn
from .routing.measure import recalibrate
from .routing.profile import training_texts
from .routing.training import IS_TRAINABLE, train_on

logger = logging.getLogger(__name__)

Outcome = RoutingTraining.Outcome
KEPT_MODELS = 10
STUCK_AFTER = timedelta(minutes=15)  # a training takes under three minutes; one that old has died


def retrain(*, now: datetime) -> RoutingTraining:
    """Trains on seeds and labels, measures, and promotes what is not worse. The row says what came of it.

    Skipped, with the reason: without scikit-learn, with too few labels, without a new one. Raises TrainingRefusedError
    while another training runs.
    """
    training = _begin(now)
    try:
        return _train(training, read_lessons(now), now)
    except Exception:
        logger.exception("The routing model could not be trained")
        return _end(training, Outcome.FAILED, "Galat saat melatih; lihat log.", now)


@transaction.atomic
def _begin(now: datetime) -> RoutingTraining:
    stuck = RoutingTraining.objects.filter(outcome=Outcome.RUNNING, started_at__lt=now - STUCK_AFTER)
    stuck.update(outcome=Outcome.FAILED, ended_at=now, note="Pelatihan terhenti sebelum selesai.")
    try:
        with transaction.atomic():
            return RoutingTraining.objects.create(started_at=now)
    except IntegrityError as error:
        raise TrainingRefusedError("Pelatihan lain sedang berjalan.") from error


def _train(training: RoutingTraining, lessons: list[Lesson], now: datetime) -> RoutingTraining:
    training.label_count = len(lessons)
    if not IS_TRAINABLE:
        return _end(training, Outcome.SKIPPED, "scikit-learn tidak terpasang; lihat docs/dependencies.md.", now)
    if (measured := count_measured(lessons)) < FEWEST_MEASURED:
        note = f"Baru {len(lessons)} aduan berlabel, {measured} di antaranya untuk menguji; perlu {FEWEST_MEASURED}."
        return _end(training, Outcome.SKIPPED, note, now)
    judged = RoutingTraining.objects.filter(outcome__in=(Outcome.PROMOTED, Outcome.REFUSED)).order_by("-pk").first()
    if judged and not has_labels_since(judged.started_at):
        return _end(training, Outcome.SKIPPED, "Tidak ada label baru sejak pelatihan terakhir.", now)
    current = current_model()
    candidate = train_on([*training_texts(), *lessons_to_learn(lessons)], current.calibration)
    comparison = compare(current, candidate, lessons)
    return _decide(training, recalibrate(candidate, lessons), comparison, now)


@transaction.atomic
def _decide(training: RoutingTraining, model: Model, comparison: Comparison, now: datetime) -> RoutingTraining:
    training.version, training.figures = model.version, comparison.facts()
    if objections := comparison.objections():
        return _end(training, Outcome.REFUSED, f"Tidak dipakai: {'; '.join(objections)}.", now)
    training.content = pack(model)
    RoutingModelChoice.objects.create(training=training, chosen_at=now)
    overall = comparison.overall
    note = f"Benar {overall.candidate} dari {overall.rows} kasus uji, sebelumnya {overall.current}."
    return _end(training, Outcome.PROMOTED, note, now)


@transaction.atomic
def _end(training: RoutingTraining, outcome: str, note: str, now: datetime) -> RoutingTraining:
    training.outcome, training.note, training.ended_at = outcome, note, now
    training.save(
        update_fields=["outcome", "note", "ended_at", "version", "label_count", "figures", "content"],
    )
    _forget_old_models()
    return training


def _forget_old_models() -> None:
    # The one in force stays, however old it is.
    chosen = RoutingModelChoice.objects.order_by("-pk").values_list("training", flat=True).first()
    kept = RoutingTraining.objects.exclude(content=None).order_by("-pk").values_list("pk", flat=True)[:KEPT_MODELS]
    RoutingTraining.objects.exclude(content=None).exclude(pk__in=[*kept, chosen or 0]).update(content=None)
