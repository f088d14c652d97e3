from django.db import models


class Heartbeat(models.Model):
    """When a process last proved that it does its work (a worker that lives may still be deaf)."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
