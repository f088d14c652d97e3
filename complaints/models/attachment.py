from django.db import models
from django.db.models import Q

from .conversation import Message


class Attachment(models.Model):
    """A file of a message. The provider holds it until it is stored here; `preview` carries no EXIF."""

    class Status(models.TextChoices):
        PENDING = "pending", "Sedang diambil"
        STORED = "stored", "Tersimpan"
        LOST = "lost", "Lampiran hilang"
        REFUSED = "refused", "Ditolak"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    media_id = models.CharField(max_length=200)
    mime = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    file = models.FileField(max_length=200, blank=True)
    preview = models.FileField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "media_id"], name="attachment_once")]
        indexes = [
            # The drain: what is still to be fetched.
            models.Index(fields=["next_attempt_at"], name="attachment_due", condition=Q(status="pending"))
        ]

    def __str__(self) -> str:
        return self.filename or self.kind
