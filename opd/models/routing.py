"""What people teach the router, and what was made of it. All rows are append-only but for a training's end."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RoutingLabel(models.Model):
    """One person's word on whose a case is. The newest of a case counts.

    `case` is the complaint's number, `text` its words without identifiers. `guess`, `score` and `model_version`: what
    the router thought of it.
    """

    class Origin(models.TextChoices):
        CORRECTION = "correction", "Koreksi"
        REFUSAL = "refusal", "Penolakan OPD"
        CONFIRMATION = "confirmation", "Pembenaran"

    case = models.CharField(max_length=40)
    text = models.TextField()
    code = models.CharField(max_length=40)  # a unit's, an external body's, or NONE; of a refusal the unit that refused
    origin = models.CharField(max_length=20, choices=Origin)
    by_coordinator = models.BooleanField(default=False)
    guess = models.CharField(max_length=40, blank=True)
    score = models.FloatField(null=True)
    model_version = models.CharField(max_length=60, blank=True)
    labelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    labelled_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["case"], name="routing_label_case"),
            models.Index(fields=["labelled_at"], name="routing_label_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.code}"


class RoutingTraining(models.Model):
    """One attempt to train on the labels. `content` holds the model's arrays while it may still be chosen."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Sedang berjalan"
        PROMOTED = "promoted", "Dipakai"
        REFUSED = "refused", "Tidak lebih baik"
        SKIPPED = "skipped", "Dilewati"
        FAILED = "failed", "Gagal"

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    note = models.TextField(blank=True)
    version = models.CharField(max_length=60, blank=True)
    label_count = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Two at once would take the machine's cores from the citizens.
            models.UniqueConstraint(
                fields=["outcome"], condition=Q(outcome="running"), name="routing_training_runs_alone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version or 'tanpa model'} {self.outcome}"


class RoutingModelChoice(models.Model):
    """Which model decides from then on: that of a training, or without one the shipped model. The newest counts."""

    training = models.ForeignKey(RoutingTraining, on_delete=models.PROTECT, null=True, related_name="choices")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.training or "bawaan")
