from django.db import models
from django.db.models import Q

from .conversation import Message


class Attachment(models.Model):
    """A file of a message. The provider holds it until it is stored here.

    `file` are its very bytes; `preview` and `thumbnail` are drawn anew and carry no EXIF. `mime`, `sha256` and
    `filename` are what was announced; `content_type`, `digest` (SHA-256, hex) and `size` (bytes) are read from the
    file itself. `next_attempt_at` is the time of the next fetch while it is pending, then of the next scan.
    `last_error` says why it could not be fetched, is refused, or cannot be shown as a picture.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Sedang diambil"
        STORED = "stored", "Tersimpan"
        LOST = "lost", "Lampiran hilang"
        REFUSED = "refused", "Ditolak"

    class Scan(models.TextChoices):
        UNCHECKED = "unchecked", "Belum diperiksa"
        CLEAN = "clean", "Bersih"
        INFECTED = "infected", "Ditahan"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    media_id = models.CharField(max_length=2000)  # or its address, where the provider gives no id
    mime = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    file = models.FileField(max_length=200, blank=True)
    preview = models.FileField(max_length=200, blank=True)
    thumbnail = models.FileField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.UNCHECKED)
    virus = models.CharField(max_length=200, blank=True)  # its name as clamd gives it
    scanned_at = models.DateTimeField(null=True)
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
            models.Index(fields=["next_attempt_at"], name="attachment_due", condition=Q(status="pending")),
            # The other drain: what clamd has not seen yet.
            models.Index(
                fields=["next_attempt_at"],
                name="attachment_unscanned",
                condition=Q(status="stored", scan="unchecked"),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or self.kind
