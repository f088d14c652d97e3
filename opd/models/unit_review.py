from django.conf import settings
from django.db import models

from .opd import Opd


class UnitReview(models.Model):
    """One verdict of an admin on a unit's name and place, who gave it and when. The newest one of a unit counts."""

    opd = models.ForeignKey(Opd, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Opd.Verification)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unit_reviews")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.opd} {self.verdict}"
