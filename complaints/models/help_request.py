"""Butuh bantuan: an officer does not know what to say, and asks who does."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint


class HelpRequest(models.Model):
    """A question with the draft so far, and what came back: words, a draft to send, or both. Append-only but for the
    answer, the taking back and that its lateness was told; the words are erased with those of the citizen.

    `due_at` is its own clock. Who is asked outside the unit reads this row alone and never the case.
    """

    class Helper(models.TextChoices):
        LEAD = "lead", "Pimpinan OPD"
        COORDINATOR = "coordinator", "Koordinator kota"
        LEGAL = "legal", "Bagian Hukum"
        PRESS = "press", "Diskominfo"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="help_requests")
    helper = models.CharField(max_length=12, choices=Helper)
    question = models.TextField()
    draft = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_told_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    edited = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "helper"],
                name="one_open_question_to_a_helper",
                condition=Q(answered_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="who_helped_and_when",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
        indexes = [
            # The sweep: open questions by their clock.
            models.Index(fields=["due_at"], name="help_due", condition=Q(answered_at=None, withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.helper}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.answered_at is None and self.withdrawn_at is None
