from django.conf import settings
from django.db import models

from .complaint import Complaint
from .conversation import Message
from .reporter import ReporterIdentifier


class Disclosure(models.Model):
    """That an officer had something shown which stands hidden: who, when, which and why. Append-only."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Nomor pelapor"
        WITHDRAWN = "withdrawn", "Pesan yang ditarik"

    class Purpose(models.TextChoices):
        CALL = "call", "Menghubungi pelapor tentang aduan ini"
        VISIT = "visit", "Bertemu pelapor di lokasi"
        VERIFY = "verify", "Memastikan siapa pelapornya"
        INQUIRY = "inquiry", "Pemeriksaan internal atau permintaan yang berwenang"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="disclosures")
    kind = models.CharField(max_length=10, choices=Kind)
    identifier = models.ForeignKey(ReporterIdentifier, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    note = models.CharField(max_length=200, blank=True)
    disclosed_at = models.DateTimeField()

    class Meta:
        ordering = ["-disclosed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.complaint_id}"
