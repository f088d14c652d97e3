"""The city's agencies, their parts, and the bodies that the city refers to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Opd(models.Model):
    """One of the city's agencies (OPD). Data, not code: names and divisions of work change often."""

    class Verification(models.TextChoices):
        VERIFIED = "verified", "Terverifikasi"
        ASSUMED = "assumed", "Belum dipastikan"

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    parent_code = models.CharField(max_length=30, blank=True)
    duties = models.TextField(blank=True)
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    verified = models.CharField(max_length=10, choices=Verification)
    source = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name


class SubUnit(models.Model):
    """A part of an agency that citizens know by its own name (puskesmas, UPT). Not counted among the 57."""

    code = models.CharField(max_length=40, unique=True)
    opd = models.ForeignKey(Opd, on_delete=models.CASCADE, related_name="sub_units")
    name = models.CharField(max_length=200)
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    verified = models.CharField(max_length=10, choices=Opd.Verification)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ExternalBody(models.Model):
    """A body outside the city government (PLN, BPJS, the national road office): matters are referred to it.

    `next_step` and `city_role` are what a citizen is told: what happens now, and what the city still does. With a
    `keeper` the case does not leave the city: that unit keeps it and speaks with the body.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    note = models.TextField(blank=True)
    next_step = models.TextField(blank=True, db_default="")
    city_role = models.TextField(blank=True, db_default="")
    keeper = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
