"""Jenis jawaban hijau: what the coordinator has decided on a kind of answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opd.models import Category

from .approved_answer import ApprovedAnswer


class ColourDecision(models.Model):
    """Whether one kind of amber answers is green from now on. Append-only: the newest row of a kind holds, and a green
    one is revoked by an amber one.

    The kind is a category with an approved answer, or with the rule that made answers without one amber. `readings` and
    `unedited` are the figures that it was decided on; both 0 where a green kind was revoked.
    """

    class Verdict(models.TextChoices):
        GREEN = "green", "Jadikan hijau"
        AMBER = "amber", "Tetap kuning"

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(ApprovedAnswer, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=300)
    readings = models.PositiveIntegerField(default=0)
    unedited = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_kind_is_an_answer_or_a_rule",
                condition=Q(answer=None) & ~Q(rule="") | Q(answer__isnull=False, rule=""),
            ),
            models.CheckConstraint(name="colour_decided_for_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["category", "answer", "rule", "-id"], name="newest_colour_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.answer_id or self.rule} {self.verdict}"
