"""The working calendar as data: holidays move late, and each move must be an edit and not a release."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opd.models import Category, Opd


class Holiday(models.Model):
    """A day off for the whole city. `source` says where it comes from; `is_manual` days survive a reload.

    `is_dropped` days count no more: the row stays, so that a reload does not bring the day back.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public", "Hari libur nasional"
        GOVERNMENT = "government", "Cuti bersama"
        LOCAL = "local", "Libur setempat"

    date = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    is_provisional = models.BooleanField(default=False)
    is_manual = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["date", "kind"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ExtraDay(models.Model):
    """A working day for the whole city although its weekday is free: a Saturday that counts.

    It has the hours of the weekday `works_like` (0 is Monday). `is_manual` and `is_dropped` as with Holiday.
    """

    date = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    works_like = models.PositiveSmallIntegerField(default=0)
    is_manual = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["date"]
        constraints = [models.CheckConstraint(name="extra_day_like_a_weekday", condition=Q(works_like__lt=7))]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ShiftUnit(models.Model):
    """A unit that works around the clock, days off included. Every other unit keeps the city's hours.

    With a `category` only the part of the unit that has such cases works so (the emergency room of the hospital), and
    the rest of it keeps the city's hours. `is_manual` and `is_dropped` as with Holiday.
    """

    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    is_manual = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["opd__name", "category__name"]
        constraints = [
            models.UniqueConstraint(fields=["opd", "category"], name="shift_unit_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """`BPBD`, or of a part `RSUD Taman Husada, IGD RSUD`; reads both names."""
        return f"{self.opd.short_name}, {self.category.name}" if self.category else self.opd.short_name


class OfficeHours(models.Model):
    """One block of office time on one weekday, for the ordinary season or a date range (Ramadan).

    `weekday` 0 is Monday. A season with dates wins over the one without on the days it covers, one that was entered by
    hand over both. `is_manual` seasons survive a reload.
    """

    season = models.CharField(max_length=40)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    weekday = models.PositiveSmallIntegerField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    is_manual = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["season", "weekday", "opens_at"]
        verbose_name_plural = "office hours"
        constraints = [
            models.UniqueConstraint(fields=["season", "weekday", "opens_at"], name="office_block_once"),
            models.CheckConstraint(name="office_block_has_length", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.season} {self.weekday} {self.opens_at}-{self.closes_at}"


class CalendarVersion(models.Model):
    """One change of the calendar: who made it, why, and by which document. Never edited; `number` rises by one."""

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    document = models.CharField(max_length=200)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class CalendarEdit(models.Model):
    """One day, season or unit that a version added, dropped or changed. `text` is what stood or stands there; a unit's
    hours have no dates."""

    class Action(models.TextChoices):
        ADDED = "added", "Ditambah"
        DROPPED = "dropped", "Dihapus"
        CHANGED = "changed", "Diubah"

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="edits")
    action = models.CharField(max_length=10, choices=Action)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["from_date", "id"]

    def __str__(self) -> str:
        return f"{self.action} {self.text}"
