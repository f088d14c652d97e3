from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from opd.models import Opd

from .complaint import Complaint


class Tag(models.Model):
    """Label: a unit's own word for sorting its cases; no citizen and no other unit's list shows it.

    One that was merged stays as a signpost, so that what names it still finds the cases.
    """

    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=30)
    used_at = models.DateTimeField()  # when it was last put on a case: the order in which it is suggested
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_tags")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                F("opd"), Lower("name"), name="one_tag_of_a_name", condition=Q(merged_into__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.name


class CaseTag(models.Model):
    """A tag on a case, with who put it there."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="case_tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="uses")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "tag"], name="tag_once_on_a_case")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.tag_id}"
