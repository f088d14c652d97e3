"""Public comments of citizens that the city hides on its own page, and shows again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .conversation import Message


class Hiding(models.Model):
    """That a comment is to be hidden, or with `hides` false to be shown again: a row before the channel is told.

    The newest row that is done tells how the comment stands there; one at a time is on its way.
    """

    class Reason(models.TextChoices):
        ABUSE = "abuse", "Kata kasar atau ancaman"
        PRIVACY = "privacy", "Data pribadi seseorang"
        SPAM = "spam", "Spam atau penipuan"

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        DONE = "done", "Selesai"
        FAILED = "failed", "Gagal"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="hidings")
    hides = models.BooleanField()
    reason = models.CharField(max_length=10, choices=Reason, blank=True)  # why it is hidden; none to show it again
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["message"], name="hiding_one_at_a_time", condition=Q(status="pending")),
        ]
        indexes = [
            # The drain.
            models.Index(fields=["next_attempt_at"], name="hiding_due", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.hides} {self.status}"
