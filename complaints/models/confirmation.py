from django.db import models

from .complaint import Complaint


class Confirmation(models.Model):
    """Whether its citizen says that a case is really solved: one row for each time that it was called so.

    Without `outcome` he has not answered, which is never taken for a yes. `rating` is his mark for the service, 1 to 4.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Dikonfirmasi"
        DENIED = "denied", "Dibantah"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="confirmations")
    resolved_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["resolved_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "resolved_at"], name="one_confirmation_of_a_result"),
            models.CheckConstraint(
                name="rating_is_a_mark", condition=models.Q(rating=None) | models.Q(rating__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return self.outcome or "unanswered"


class Push(models.Model):
    """Dorong: the citizen pushes a late case, once for each level that has been told of it (empty: none yet)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pushes")
    level = models.CharField(max_length=20, blank=True)
    pushed_at = models.DateTimeField()

    class Meta:
        ordering = ["pushed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["complaint", "level"], name="one_push_per_level")]

    def __str__(self) -> str:
        return self.level or "unraised"
