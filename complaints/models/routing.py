from django.conf import settings
from django.db import models

from opd.models import ExternalBody, Opd

from .complaint import Complaint


class RoutingDecision(models.Model):
    """Who was found responsible, by whom and why. Append-only; the newest row is the one in force.

    A decision with `decided_by` corrects the model: it is a label for the next training. `before` is the case as it
    was before a person's decision in the queue, for the decision to be taken back.
    """

    class Outcome(models.TextChoices):
        UNIT = "unit", "OPD"
        REFER = "refer", "Rujuk ke luar"
        NONE = "none", "Bukan aduan"
        VERIFY = "verify", "Perlu verifikasi"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="routing_decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    external_body = models.ForeignKey(ExternalBody, on_delete=models.PROTECT, null=True, related_name="+")
    score = models.FloatField(null=True)
    suggestions = models.JSONField(default=list)  # [[code, score], ...], best first, at most three
    second = models.CharField(max_length=40, blank=True, db_default="")  # code of a second matter in the text
    reason = models.TextField(blank=True)
    model_version = models.CharField(max_length=60, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.opd or ''}".strip()
