from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .complaint import Complaint


class CaseMove(models.Model):
    """An officer's correction of what belongs to which case. `facts` holds what undoing it needs:
    {"messages": [..], "replies": [..], "status": the state of a merged case before}."""

    class Kind(models.TextChoices):
        MOVE = "move", "Pesan dipindahkan"
        SPLIT = "split", "Pesan dipecah menjadi aduan baru"
        MERGE = "merge", "Aduan digabungkan"

    kind = models.CharField(max_length=10, choices=Kind)
    source = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="moves_out")
    target = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="moves_in")
    facts = models.JSONField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.CheckConstraint(name="move_between_two_cases", condition=~Q(source=F("target"))),
            models.UniqueConstraint(
                fields=["source"], name="merged_once", condition=Q(kind="merge", undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} -> {self.target_id}"
