"""Latihan: what an officer wrote in a drill. It points at no case, citizen or channel, so nothing can be sent, counted
or timed by it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DrillAnswer(models.Model):
    """One officer's way through one written case of data/drill_cases.yaml; he and nobody else reads it.

    `flags` is all that the check found on the way, `tries` how often he pressed send. Until `done_at` it is open.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drill_answers")
    case = models.CharField(max_length=60)  # code in the file
    kind = models.CharField(max_length=20)
    text = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    flags = models.JSONField(default=list)
    override_reason = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "case"], name="one_open_drill", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return self.case
