from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .reply import Reply


class PhotoStage(models.TextChoices):
    """Whether a photo shows the place before the work or after it."""

    BEFORE = "before", "Sebelum"
    AFTER = "after", "Sesudah"


class ResultPhoto(models.Model):
    """A proof of the work, before or after it, given with the result. Both files are drawn anew and carry no EXIF.

    `key` is 128 random bits: the name in storage and the last part of its public address. The citizen sees the photo
    while `is_shown`. `digest` is the SHA-256 of the file as it was given, `bands` the fingerprint of the picture
    (lib/photo_facts.py): by them a photo that is given twice is known again.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="result_photos")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="photos")
    stage = models.CharField(max_length=10, choices=PhotoStage)
    key = models.CharField(max_length=40, unique=True)
    image = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    digest = models.CharField(max_length=64, blank=True, default="")
    bands = ArrayField(models.IntegerField(), default=list)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            # Whether a photo was given before: the very file, or a picture with a band in common.
            models.Index(fields=["digest"], name="result_photo_file", condition=~Q(digest="")),
            GinIndex(fields=["bands"], name="result_photo_picture"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.pk}"


class HeldPhoto(models.Model):
    """A photo that an officer has chosen for a result that is not told yet: his alone, removed after a day.

    `doubts` are what he is asked about it, each with `code` and `words`. When and where it was taken is not kept.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="held_photos")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=PhotoStage)
    key = models.CharField(max_length=40, unique=True)
    image = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    digest = models.CharField(max_length=64)
    bands = ArrayField(models.IntegerField(), default=list)
    doubts = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["created_at"], name="held_photo_by_age")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.pk}"

    @property
    def questions(self) -> list[str]:
        """What is asked about it as it is marked now."""
        return [doubt["words"] for doubt in self.doubts_now]

    @property
    def doubts_now(self) -> list[dict[str, str]]:
        """The doubts that matter for its stage: a photo of before may well be the citizen's, or older than the case."""
        of_after_alone = ("citizens", "early")
        return [doubt for doubt in self.doubts if self.stage == PhotoStage.AFTER or doubt["code"] not in of_after_alone]
