from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing an officer is told: in the app (this row), by e-mail (opd.delivery) and on his devices (opd.nudges).

    No personal data of citizens in `subject` or `body`. `dedupe_key` makes a repeat harmless. `digest` names the group
    of notices that share one e-mail; that e-mail is a row itself (`is_digest`), which the app does not show.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        GATHERING = "gathering", "Menunggu ringkasan"
        GATHERED = "gathered", "Masuk ringkasan"
        SENT = "sent", "Terkirim"
        FAILED = "failed", "Gagal"
        CANCELLED = "cancelled", "Dibatalkan"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=120)
    digest = models.CharField(max_length=40, blank=True)
    is_digest = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="notice_once")]
        indexes = [
            # The drain: what is due, and nothing else.
            models.Index(fields=["next_attempt_at"], name="notice_due", condition=Q(status="pending")),
            # The digests: what waits to be gathered.
            models.Index(fields=["next_attempt_at"], name="notice_to_gather", condition=Q(status="gathering")),
            # The list of one officer.
            models.Index(fields=["recipient", "-created_at"], name="notice_of_recipient"),
            # The number beside the bell, on every page.
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None, is_digest=False)),
        ]

    def __str__(self) -> str:
        return self.subject
