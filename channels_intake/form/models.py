from django.db import models


class FormDraft(models.Model):
    """What a citizen has begun in the form. His cookie holds the key, here stands its digest.

    `photos` is a list of {id, name, mime, size}. The answers are emptied when it is sent: then the ledger has them. A
    draft that was sent stays as long as its citizen may want to see number and code again.
    """

    key_digest = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "channels_intake"
        indexes = [models.Index(fields=["touched_at"], name="form_draft_by_age")]

    def __str__(self) -> str:
        return f"{self.name} {'sent' if self.sent_at else 'open'}"

    @property
    def name(self) -> str:
        """The message's identity in the ledger: the same however often it is sent."""
        return self.key_digest[:32]
