"""What several citizens report of one and the same event. Each keeps his own complaint."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .reply import Reply


class Incident(models.Model):
    """One event in the city. Which complaints report it stands in the memberships; it has no clocks of its own."""

    title = models.CharField(max_length=120)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title


class IncidentMember(models.Model):
    """That an officer found a complaint to report the incident, and why; append-only but for the leaving."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="members")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="incident_members")
    reason = models.CharField(max_length=200, blank=True)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], name="one_incident_at_a_time", condition=Q(left_at__isnull=True)
            ),
            models.CheckConstraint(
                name="who_left_and_when",
                condition=Q(left_by__isnull=True, left_at__isnull=True)
                | Q(left_by__isnull=False, left_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.complaint_id}"


class CommonAnswer(models.Model):
    """Words of an officer to the citizens of an incident. `is_result`: their complaints were resolved with it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    is_result = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.text[:40]


class CommonAnswerPart(models.Model):
    """What became of the common answer in one complaint: a reply of its own, or why there is none."""

    answer = models.ForeignKey(CommonAnswer, on_delete=models.CASCADE, related_name="parts")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, null=True, related_name="common_part")
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "complaint"], name="one_part_a_complaint"),
            models.CheckConstraint(
                name="part_is_sent_or_refused",
                condition=Q(reply__isnull=False, refusal="") | Q(reply__isnull=True) & ~Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return self.refusal or str(self.reply)
