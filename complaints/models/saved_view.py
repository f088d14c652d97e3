from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from opd.models import Opd


class SavedView(models.Model):
    """Tampilan tersimpan: a query string of the list with a name; its owner's, and with `opd` all of that unit's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    opd = models.ForeignKey(Opd, on_delete=models.CASCADE, null=True, related_name="saved_views")
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=300)
    position = models.PositiveIntegerField()  # among its owner's

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(F("owner"), Lower("name"), name="one_saved_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
