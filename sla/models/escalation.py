"""What people do with the ladder: they take a case up a level by hand, and say until when they see to it."""

from django.conf import settings
from django.db import models

from .clock import Level, SlaClock


class Raise(models.Model):
    """A case that somebody took up to `level` by hand. An urgent one is told at night as well."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="raises")
    level = models.CharField(max_length=20, choices=Level)
    reason = models.CharField(max_length=300)
    is_urgent = models.BooleanField(default=False)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()

    class Meta:
        ordering = ["raised_at", "id"]

    def __str__(self) -> str:
        return f"{self.level} {self.raised_at:%Y-%m-%d %H:%M}"


class Pledge(models.Model):
    """The word "saya pegang, sampai ..." of somebody whom an escalation has reached. Its clock runs until that day.

    `about` is the kind of clock that it answers for: when that one stops, the word is kept.
    """

    clock = models.OneToOneField(SlaClock, on_delete=models.CASCADE, related_name="pledge")
    about = models.CharField(max_length=20)
    level = models.CharField(max_length=20, choices=Level)
    pledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pledged_at = models.DateTimeField()

    class Meta:
        ordering = ["pledged_at", "id"]

    def __str__(self) -> str:
        return f"{self.pledged_by} -> {self.clock}"
