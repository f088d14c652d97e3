"""What is promised: versions, never edited, so that a running clock keeps the promise it started with."""

from django.db import models


class Unit(models.TextChoices):
    WORKING_MINUTES = "working_minutes", "menit kerja"
    WORKING_DAYS = "working_days", "hari kerja"
    CALENDAR_DAYS = "calendar_days", "hari kalender"


class Policy(models.Model):
    """A named set of targets and escalation rules, in force from a moment on until the next version."""

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    effective_from = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the data it was made from: the same data makes no new version
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "version"]
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="policy_version_once")]

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
    source = models.CharField(max_length=120)

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
