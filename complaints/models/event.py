from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint


class ComplaintEvent(models.Model):
    """What happened to a complaint, append-only, written by services alone. `type` is dotted, past tense."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["complaint", "created_at"], name="event_of_complaint"),
            # The monthly counts of what units gave back.
            models.Index(fields=["created_at"], name="event_declined", condition=Q(type="complaint.declined")),
        ]

    def __str__(self) -> str:
        return self.type
