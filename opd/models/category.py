from django.contrib.postgres.fields import ArrayField
from django.db import models

from .opd import Opd


class Category(models.Model):
    """A subject in citizens' words ("Lampu jalan"), with the agency that usually has it.

    `part_of`: a narrower subject within another one of the same agency, which may keep hours of its own (IGD within
    the hospital).
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="categories")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
