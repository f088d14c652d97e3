"""A late clock that an officer contests. Count and decision both stay on record."""

from django.conf import settings
from django.db import models

from .clock import SlaClock


class Dispute(models.Model):
    """Why a clock should not count as late, with evidence. `reference` names a file or letter; `is_upheld` is empty
    while the coordinator has not decided. The clock's own times are never changed by it."""

    clock = models.OneToOneField(SlaClock, on_delete=models.CASCADE, related_name="dispute")
    statement = models.TextField()
    reference = models.CharField(max_length=200, blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["raised_at", "id"]

    def __str__(self) -> str:
        return f"{self.clock} {self.raised_at:%Y-%m-%d}"
