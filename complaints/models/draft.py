from django.conf import settings
from django.db import models

from .approved_answer import AnswerVersion
from .complaint import Complaint
from .conversation import Message
from .reply import Reply


class Draft(models.Model):
    """What an officer has begun to write in one case and not sent: his alone, on all his devices.

    `mode` and `kind` are those of the composer; `approved`, `basis` and `quoted` what the words were begun with and
    what they answer to. `revision` grows with every save, also over a draft that was removed in between: a device that
    knows an older one is told instead of overwriting the newer words.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    approved = models.ForeignKey(AnswerVersion, on_delete=models.SET_NULL, null=True, related_name="+")
    quoted = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    basis = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.BigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "author"], name="one_draft_of_an_officer")]
        indexes = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.author_id} {self.complaint_id}"
