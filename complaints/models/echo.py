from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .conversation import Message


class EchoAnswer(models.Model):
    """An officer's finding that what was written in the phone app was the city's word in a case.

    It counts from the moment at which it was sent there. `before` is the case as it was, for taking it back.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "Jawaban"
        RECEIPT = "receipt", "Tanda terima"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="findings")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="echo_answers")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.JSONField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["confirmed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message"], name="confirmed_once", condition=Q(undone_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.complaint_id}"
