"""Counting the open clocks anew after a change of the calendar, in pieces that can be watched and stopped."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .calendar import CalendarVersion


class Recount(models.Model):
    """One job. `last_clock` is how far it has come in the order of keys: whoever goes on, goes on behind it.

    `total` is how many clocks were open at its start, `done` how many have been counted, `moved` how many due times
    differ. A newer change of the calendar replaces a job that has not ended: it counts everything anew.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu dihitung"
        RUNNING = "running", "Sedang dihitung"
        DONE = "done", "Selesai dihitung"
        STOPPED = "stopped", "Dihentikan"
        REPLACED = "replaced", "Digantikan perubahan berikutnya"

    version = models.OneToOneField(CalendarVersion, on_delete=models.CASCADE, related_name="recount")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    last_clock = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Two at once would move the same clocks in turn.
            models.UniqueConstraint(
                models.Value(1), name="one_open_recount", condition=Q(status__in=["waiting", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.status}"

    @property
    def percent(self) -> int:
        """How much has been counted, 0 to 100; clocks that were stopped meanwhile are counted by nobody."""
        if self.status == self.Status.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0
