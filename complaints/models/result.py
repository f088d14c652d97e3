from django.db import models

from .complaint import Complaint
from .reply import Reply


class ResultPhoto(models.Model):
    """A proof of the work, before or after it, given with the result. Both files are drawn anew and carry no EXIF.

    `key` is 128 random bits: the name in storage and the last part of its public address. The citizen sees the photo
    while `is_shown`.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", "Sebelum"
        AFTER = "after", "Sesudah"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="result_photos")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="photos")
    stage = models.CharField(max_length=10, choices=Stage)
    key = models.CharField(max_length=40, unique=True)
    image = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.pk}"
