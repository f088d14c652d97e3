from django.db import models

from .complaint import Complaint


class Support(models.Model):
    """A citizen has the same trouble and files nothing of his own. `supporter` is a digest of his draft: it tells two
    citizens apart and nothing else."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="supports")
    supporter = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["complaint", "supporter"], name="support_once")]

    def __str__(self) -> str:
        return str(self.complaint_id)
