"""Territory: kecamatan and kelurahan, keyed by the Kemendagri code."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from .opd import Opd


class Kecamatan(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    opd = models.OneToOneField(Opd, on_delete=models.PROTECT, null=True, related_name="kecamatan")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Kelurahan(models.Model):
    """One of the 15 kelurahan. `latitude`, `longitude` are those of its office, in degrees."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT, related_name="kelurahan")
    opd = models.OneToOneField(Opd, on_delete=models.PROTECT, null=True, related_name="kelurahan")
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    landmarks = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
