"""Minta dibaca: a draft that somebody else reads before it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .approved_answer import AnswerVersion
from .complaint import Complaint
from .conversation import Message
from .reply import Reply


class SecondReading(models.Model):
    """A draft with its reader. `text` is what was asked for, `approved_text` what may be sent; append-only but for the
    outcome and the reply that it became.

    `substitute` decides where the reader does not; `risk` is the colour at the time of asking, `reasons` why, and
    `rules` are the codes of those that may be made green (colours.py).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu dibaca"
        APPROVED = "approved", "Disetujui"
        RETURNED = "returned", "Dikembalikan"
        WITHDRAWN = "withdrawn", "Ditarik"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="readings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Reply.Kind)
    is_private = models.BooleanField(default=False)
    text = models.TextField()
    question = models.CharField(max_length=300, blank=True)
    approved = models.ForeignKey(AnswerVersion, on_delete=models.PROTECT, null=True, related_name="+")
    quoted = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    basis = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, related_name="+")
    risk = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    approved_text = models.TextField(blank=True)
    reply = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, related_name="readings")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_reading_at_a_time", condition=Q(status="waiting")),
            models.CheckConstraint(
                name="nobody_reads_his_own_draft",
                condition=~Q(reader=F("asked_by"))
                & (Q(status="withdrawn") | Q(decided_by=None) | ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="reading_decided_by_somebody",
                condition=Q(status="waiting", decided_at=None, decided_by=None)
                | Q(status="withdrawn", decided_at__isnull=False)  # by somebody, or with its case by nobody
                | ~Q(status="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [
            # The queue: what waits to be read.
            models.Index(fields=["asked_at"], name="reading_waiting", condition=Q(status="waiting")),
            # What kinds of amber answers are proposed for green from.
            models.Index(fields=["decided_at"], name="reading_of_amber", condition=Q(risk="amber")),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.status}"

    @property
    def is_edited(self) -> bool:
        """Whether the reader changed the words."""
        return self.status == self.Status.APPROVED and self.approved_text != self.text
