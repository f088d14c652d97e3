"""What people say about whose a case is, kept for the next training."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from bontang_pengaduan.lib.text import mask_identifiers

from .models import Role, RoutingLabel, User
from .routing.lessons import Lesson, Trust, subject_of

Origin = RoutingLabel.Origin


@transaction.atomic
def add_label(
    *,
    case: str,
    text: str,
    code: str,
    origin: str,
    guess: str,
    score: float | None,
    model_version: str,
    user: User,
    now: datetime,
) -> RoutingLabel:
    """Keeps one person's word on a case: `code` is whose it is, of a refusal whose it is not. Identifiers are masked.

    `guess`, `score` and `model_version`: what the router thought, empty where it was not asked.
    """
    return RoutingLabel.objects.create(
        case=case,
        text=mask_identifiers(text),
        code=code,
        origin=origin,
        by_coordinator=user.memberships.filter(role__in=(Role.KOORDINATOR, Role.ADMIN)).exists(),
        guess=guess,
        score=score,
        model_version=model_version,
        labelled_by=user,
        labelled_at=now,
    )


@transaction.atomic
def forget_labels(*, case: str) -> int:
    """Deletes what was kept of a case, when the case itself is forgotten. Returns how many rows."""
    return RoutingLabel.objects.filter(case=case).delete()[0]


@transaction.atomic
def take_back_labels(*, case: str, user: User, labelled_at: datetime) -> int:
    """Deletes the word that a person has just said of a case and takes back. Returns how many rows."""
    return RoutingLabel.objects.filter(case=case, labelled_by=user, labelled_at=labelled_at).delete()[0]


def has_labels(case: str) -> bool:
    """Whether a person has said whose the case is."""
    return RoutingLabel.objects.filter(case=case).exists()


def has_labels_since(moment: datetime) -> bool:
    """Whether anybody has said anything after that moment."""
    return RoutingLabel.objects.filter(labelled_at__gt=moment).exists()


def count_labels() -> dict[str, int]:
    """How many there are of each origin."""
    counts = dict(RoutingLabel.objects.order_by().values_list("origin").annotate(count=Count("pk")))
    return {origin: counts.get(origin, 0) for origin in Origin.values}


def read_lessons(now: datetime) -> list[Lesson]:
    """The newest word on each case, oldest first. A case whose newest word is a refusal teaches nothing yet."""
    newest = RoutingLabel.objects.order_by("case", "-pk").distinct("case")
    rows = newest.values_list("case", "text", "code", "origin", "by_coordinator", "labelled_at")
    lessons = [
        Lesson(case, text, subject_of(code), Trust.of(origin, is_final=final), (now - at).days)
        for case, text, code, origin, final, at in rows.iterator(chunk_size=5000)
        if origin != Origin.REFUSAL
    ]
    return sorted(lessons, key=lambda lesson: (-lesson.age_days, lesson.case))


@dataclass(frozen=True)
class Confusion:
    """How often people gave to `code` what the router had given to `guess`."""

    guess: str
    code: str
    count: int


def list_confusions(since: datetime, *, most: int = 12) -> list[Confusion]:
    """The pairs that people corrected most since then, the most frequent first."""
    corrected = RoutingLabel.objects.filter(origin=Origin.CORRECTION, labelled_at__gte=since).exclude(guess="")
    pairs = corrected.values_list("guess", "code").annotate(count=Count("pk")).order_by("-count", "guess", "code")
    return [Confusion(*pair) for pair in pairs[:most]]
