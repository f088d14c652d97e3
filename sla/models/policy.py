"""What is promised: versions, never edited, so that a running clock keeps the promise it started with."""

from django.conf import settings
from django.db import models

from opd.models import Category, Opd


class Unit(models.TextChoices):
    WORKING_MINUTES = "working_minutes", "menit kerja"
    WORKING_DAYS = "working_days", "hari kerja"
    CALENDAR_DAYS = "calendar_days", "hari kalender"


class Policy(models.Model):
    """A named set of targets and escalation rules, in force from a moment on until the next version of its scope.

    The scope is what is set of category, channel and unit; with nothing set it is the whole city's. A version says
    everything, so that a clock needs no other to be explained. A version that `is_withdrawn` says that from then on
    its scope has no promise of its own. `created_by` is empty for the shipped file.
    """

    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200, blank=True)  # the decree by which it was made
    effective_from = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)  # of the data it was made from: the same data makes no new version
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "version"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "channel", "opd", "version"], name="policy_version_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class PolicyTarget(models.Model):
    """How long one clock may run. `complaint_kind` empty: for every kind. Several rows: the earlier counts."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="targets")
    clock_kind = models.CharField(max_length=20)
    complaint_kind = models.CharField(max_length=20, blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=Unit)
    is_internal = models.BooleanField(default=False)  # an internal aim beside the limit
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "clock_kind", "complaint_kind", "unit", "is_internal"], name="target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clock_kind} {self.amount} {self.unit}"


class EscalationRule(models.Model):
    """When which level is told: at `percent` of the time, or `after_days` working days past the due time."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    level = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(null=True)
    after_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["policy", "level"], name="rule_once")]

    def __str__(self) -> str:
        return self.level
