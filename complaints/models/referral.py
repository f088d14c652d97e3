from django.conf import settings
from django.db import models

from opd.models import Opd

from .complaint import Complaint
from .reply import Reply
from .routing import RoutingDecision


class Referral(models.Model):
    """A case that is the matter of a body outside the city: `decision` says whose, who found so and why.

    With `keeper` the case stays in the city, at that unit. `former_status` and `former_opd` are what undoing it needs;
    `reply` is what the citizen was told, empty where he could not be told in private.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="referrals")
    decision = models.OneToOneField(RoutingDecision, on_delete=models.CASCADE, related_name="referral")
    keeper = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    former_status = models.CharField(max_length=20)
    former_opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    reply = models.OneToOneField(Reply, on_delete=models.SET_NULL, null=True, related_name="referral")
    referred_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["referred_at", "id"]
        indexes = [models.Index(fields=["referred_at"], name="referral_of_month")]  # the monthly counts

    def __str__(self) -> str:
        return f"{self.complaint} {self.referred_at:%Y-%m-%d}"
