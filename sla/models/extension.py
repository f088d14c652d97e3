"""More time, asked by a unit and decided by the coordinator. Request and decision both stay."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .clock import SlaClock


class Extension(models.Model):
    """A request to keep a promise by the end of office hours on `until` instead. `is_granted` is empty while open."""

    clock = models.ForeignKey(SlaClock, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    remark = models.CharField(max_length=300, blank=True)  # why it was granted or refused
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], name="one_open_extension", condition=Q(is_granted__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.clock} -> {self.until}"
