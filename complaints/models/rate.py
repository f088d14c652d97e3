from django.db import models


class RateCount(models.Model):
    """How often something was done by somebody in one span of time, counted for all web processes together.

    `key` is a keyed digest: no address and no number of a case stands here.
    """

    key = models.CharField(max_length=64)
    span = models.DateTimeField()  # when the span began
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "span"], name="one_count_per_span")]
        indexes = [models.Index(fields=["span"], name="rate_to_forget")]

    def __str__(self) -> str:
        return f"{self.span:%Y-%m-%d %H:%M} {self.count}"
