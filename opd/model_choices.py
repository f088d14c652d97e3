"""Which routing model decides: an admin's word, and what he sees of the trainings."""

from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from .models import Role, RoutingModelChoice, RoutingTraining, User


class TrainingRefusedError(Exception):
    """A training or a choice that is refused; `str()` of it is a sentence for the admin."""


@transaction.atomic
def choose_model(*, training: RoutingTraining | None, user: User, now: datetime) -> RoutingModelChoice:
    """Lets an earlier model, or without one the shipped model, decide from the next complaint on. Admins alone.

    Raises TrainingRefusedError for somebody else, for a model that decides already, and for one that is not kept:
    too old, or never promoted.
    """
    if not may_choose(user):
        raise TrainingRefusedError("Hanya admin yang dapat mengganti model rute.")
    if training and training.content is None:
        raise TrainingRefusedError("Model itu tidak disimpan lagi.")
    newest = newest_choice()
    if (newest.training_id if newest else None) == (training.pk if training else None):
        raise TrainingRefusedError("Model itu sudah dipakai.")
    return RoutingModelChoice.objects.create(training=training, chosen_by=user, chosen_at=now)


def may_choose(user: User) -> bool:
    """Admins alone."""
    return any(membership.role == Role.ADMIN for membership in user.memberships.all())


def newest_choice() -> RoutingModelChoice | None:
    """The choice in force; None while nobody and nothing has chosen, and the shipped model decides."""
    choices = RoutingModelChoice.objects.select_related("training", "chosen_by").defer("training__content")
    return choices.order_by("-pk").first()


def recent_trainings(*, most: int = 14) -> "QuerySet[RoutingTraining]":
    """The newest trainings, each with `is_kept`: whether its model may still be chosen. Without the arrays."""
    kept = ExpressionWrapper(Q(content__isnull=False), output_field=BooleanField())
    return RoutingTraining.objects.defer("content").annotate(is_kept=kept).order_by("-pk")[:most]
