from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Scope(models.TextChoices):
    COMPLAINTS_READ = "complaints:read", "Membaca aduan"
    COMPLAINTS_WRITE = "complaints:write", "Menulis catatan dan balasan"


class ApiToken(models.Model):
    """What another system shows instead of a login: it sees what `user` sees and does what `scopes` name.

    `digest` is the SHA-256 of the token, which is shown once and kept nowhere.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="token_has_scopes", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(name="token_ends_after_it_begins", condition=Q(expires_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.user} {', '.join(self.scopes)}"


class KeptAnswer(models.Model):
    """The answer to one write of a token, by the key that the caller chose: asked again, it is given again.

    `digest` is the SHA-256 of method, path and body, so that a key used for something else is noticed.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]
        indexes = [
            # The daily forgetting.
            models.Index(fields=["created_at"], name="kept_answer_age")
        ]

    def __str__(self) -> str:
        return self.key
