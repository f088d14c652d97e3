"""The one complaint model that every channel ends in."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from opd.models import Category, Kelurahan, Opd

from ..workflow import KIND_LABELS, STATUS_LABELS, Kind, Status
from .reporter import Reporter


class ComplaintNumber(models.Model):
    """The last running number of a month (`2611`): taken under a row lock, so that no number is given twice."""

    month = models.CharField(max_length=4, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.month}-{self.last}"


class Complaint(models.Model):
    """One case. Its history is in the rows that point at it; here stands the newest state.

    `version` grows with every answer and state change: a form that carries an older one is refused (409).
    `token_digest` is the SHA-256 of the public link's token; `code_digest` keeps the code by which its citizen finds it
    again with its number (lookups.py), empty where he got none. `danger` is a code of data/danger.yaml. Of `is_red`
    (services/marking.py) officers are told at night as well. A part
    (`part_of`) is what another unit does in the same case: with a state and clocks of its own, and neither a page nor a
    number for the citizen.
    """

    number = models.CharField(max_length=20, unique=True)
    token_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True, db_default="")
    danger = models.CharField(max_length=20, blank=True, db_default="")
    is_red = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(max_length=20)
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=20, choices=KIND_LABELS, default=Kind.TIDAK_BERKADAR.value)
    status = models.CharField(max_length=20, choices=STATUS_LABELS, default=Status.NEW.value)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="complaints")
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="complaints")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assigned_complaints"
    )
    kelurahan = models.ForeignKey(Kelurahan, on_delete=models.PROTECT, null=True, related_name="complaints")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place = models.CharField(max_length=300, blank=True)
    is_outside_city = models.BooleanField(default=False)  # the pin lies elsewhere; the complaint counts all the same
    is_anonymous = models.BooleanField(default=False)  # anonim: the agency and the public do not see who it is
    is_secret = models.BooleanField(default=False)  # rahasia: the case is not shown outside its handlers
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_cases")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    may_speak = models.BooleanField(default=False, db_default=False)  # of a part: its unit writes to the citizen itself
    resolution = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    citizen_wrote_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # the last word of a person to the citizen
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["code_digest"], condition=~Q(code_digest=""), name="code_of_one_complaint"),
            models.CheckConstraint(
                name="complaint_at_unit_has_unit",
                condition=Q(status__in=["new", "rejected", "referred", "closed", "merged"]) | Q(opd__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_merged_has_target",
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged") & Q(merged_into=None),
            ),
            models.CheckConstraint(
                name="only_a_part_may_speak", condition=Q(may_speak=False) | Q(part_of__isnull=False)
            ),
        ]
        indexes = [
            # The inbox of an agency.
            models.Index(fields=["opd", "status"], name="complaint_inbox"),
            # The verification queue: what has no unit yet, oldest first.
            models.Index(fields=["created_at"], name="complaint_unrouted", condition=Q(status="new")),
            # The API's list, newest first: its pages continue behind a key.
            models.Index(fields=["-created_at", "-id"], name="complaint_newest"),
            # A word anywhere in the text.
            GinIndex(OpClass("text", "gin_trgm_ops"), name="complaint_words"),
            # Lookalikes: the newest of the same kelurahan, of the same unit, and around a pin.
            models.Index(fields=["kelurahan", "created_at"], name="complaint_place_and_time"),
            models.Index(fields=["opd", "created_at"], name="complaint_unit_and_time"),
            models.Index(
                fields=["created_at"],
                include=["latitude", "longitude"],
                name="complaint_pin_and_time",
                condition=Q(latitude__isnull=False),
            ),
            # Answers of similar cases: the newest that a unit has solved, by category.
            models.Index(
                fields=["opd", "category", "-resolved_at"],
                name="complaint_solved",
                condition=Q(resolved_at__isnull=False, is_secret=False, part_of__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def joined(self) -> "Complaint":
        """The case that this one is part of now: itself, the one it is a part of, or the last of those it was merged
        into."""
        whole = self.merged_into or self.part_of
        return whole.joined() if whole else self
