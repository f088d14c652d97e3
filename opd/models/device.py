from django.conf import settings
from django.db import models
from django.db.models import Q

from .notice import Notice


class Device(models.Model):
    """Where an officer wants to be told at once, beside the app and e-mail: his WhatsApp, or a browser.

    `address` is the phone in E.164, or the address that the browser's push service gave; `keys` are those of the
    browser (`p256dh`, `auth`), empty for WhatsApp. `label` is what he knows it by.
    """

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"
        PUSH = "push", "Peramban"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=600)
    keys = models.JSONField(default=dict)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "address"], name="device_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.label}"


class Nudge(models.Model):
    """A notice on its way to one device: a row before anything is sent. `external_id` is the provider's name of it."""

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        SENT = "sent", "Terkirim"
        FAILED = "failed", "Gagal"
        CANCELLED = "cancelled", "Dibatalkan"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="nudges")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="nudges")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    external_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["notice", "device"], name="nudge_once")]
        indexes = [
            # The drain: what is due, and nothing else.
            models.Index(fields=["next_attempt_at"], name="nudge_due", condition=Q(status="pending")),
            # The provider's report of a failure.
            models.Index(fields=["external_id"], name="nudge_by_external_id", condition=~Q(external_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.device_id} {self.status}"
