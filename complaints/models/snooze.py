from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint


class Snooze(models.Model):
    """Tunda: a case that stays out of its unit's lists until `until`, or until something happens to it before.

    No clock rests meanwhile. `end` says what has brought it back, and is empty while it is out of sight.
    """

    class End(models.TextChoices):
        TIME = "time", "waktunya tiba"
        CITIZEN = "citizen", "pelapor menulis"
        EVENT = "event", "ada kejadian baru"
        OFFICER = "officer", "ditampilkan lagi oleh petugas"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="snoozes")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_open_snooze", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="snooze_goes_forward", condition=Q(until__gt=models.F("made_at"))),
        ]
        indexes = [
            # The lists and the sweep: the few that are out of sight, by the time at which they come back.
            models.Index(fields=["until"], name="snooze_open", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.until:%Y-%m-%d %H:%M}"
