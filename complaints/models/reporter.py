"""The citizen, and the identifiers by which a channel knows him."""

from django.db import models
from django.db.models import Q


class Reporter(models.Model):
    """A person who complained. The name is what the channel shows; it proves nothing."""

    name = models.CharField(max_length=120, blank=True)
    username = models.CharField(max_length=120, blank=True)  # a display value that may change or be re-used
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or "Pelapor"


class ReporterIdentifier(models.Model):
    """A phone (E.164) or a business-scoped user id. A number can change hands, so it is valid from and to."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Telepon"
        BSUID = "bsuid", "BSUID"

    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=140)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], name="identifier_of_one_reporter", condition=Q(valid_to__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.kind
