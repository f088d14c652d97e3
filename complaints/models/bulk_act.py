from django.conf import settings
from django.db import models

from .complaint import Complaint


class BulkAct(models.Model):
    """One act over several cases that an officer has selected; he takes it back as a whole."""

    class Kind(models.TextChoices):
        TAKE = "take", "Ambil"
        RELEASE = "release", "Lepas"
        HAND_ON = "hand_on", "Oper"
        SNOOZE = "snooze", "Tunda"
        TAG = "tag", "Label"
        ACKNOWLEDGE = "acknowledge", "Terima"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class BulkCase(models.Model):
    """One case of it. `before` is what taking it back needs; `refusal` says why the act was not done to this case, or
    after the undo why it could not be taken back."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="cases")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    is_done = models.BooleanField()
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["act", "complaint"], name="case_once_in_an_act")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.complaint_id}"
