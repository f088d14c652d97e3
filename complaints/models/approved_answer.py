"""Jawaban tersetujui: words that somebody answers for, with the versions that they have had."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opd.models import Category, Opd


class ApprovedAnswer(models.Model):
    """One matter on which a unit (or with none the whole city) answers in the same words. What it says stands in its
    versions. `owner` keeps it up to date and is told before it expires."""

    class Stage(models.TextChoices):
        FIRST = "first", "Tanggapan pertama"
        QUESTION = "question", "Minta keterangan"
        PROGRESS = "progress", "Sedang dikerjakan"
        RESULT = "result", "Hasil"

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="approved_answers")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="approved_answers")
    stage = models.CharField(max_length=10, choices=Stage)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class AnswerVersion(models.Model):
    """The words at one time: a draft until somebody else has approved them, in force until they end. Append-only but
    for approval and end.

    `variants` are shorter or other words by channel, and under `public` for where everybody reads them. Without
    `written_by` it was shipped as an example.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draf"
        APPROVED = "approved", "Sah dipakai"
        EXPIRED = "expired", "Tidak berlaku"

    answer = models.ForeignKey(ApprovedAnswer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    variants = models.JSONField(default=dict)
    legal_basis = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once"),
            models.UniqueConstraint(
                fields=["answer"],
                name="one_version_in_force",
                condition=Q(approved_at__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="who_approves_signs_and_sets_an_end",
                condition=Q(approved_at=None, approved_by=None, valid_until=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_approves_his_own_words",
                condition=Q(written_by=None) | Q(approved_by=None) | ~Q(approved_by=models.F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}"

    @property
    def said(self) -> list[str]:
        """Its words and their variants, the fields unfilled."""
        return [self.text, *self.variants.values()]

    @property
    def state(self) -> str:
        """Draft, in force or ended."""
        if self.ended_at:
            return self.State.EXPIRED.value
        return self.State.APPROVED.value if self.approved_at else self.State.DRAFT.value

    @property
    def state_label(self) -> str:
        """The state as people read it."""
        return "Contoh, belum disahkan" if self.is_example else str(self.State(self.state).label)

    @property
    def is_example(self) -> bool:
        """Shipped with the application, and nobody has answered for it yet."""
        return self.written_by_id is None and self.approved_at is None and self.ended_at is None
