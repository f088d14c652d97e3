"""The citizen, and the identifiers by which a channel knows him."""

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse


class Reporter(models.Model):
    """A person who complained. The name is what the channel shows; it proves nothing."""

    name = models.CharField(max_length=120, blank=True)
    username = models.CharField(max_length=120, blank=True)  # a display value that may change or be re-used
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or "Pelapor"


class ReporterIdentifier(models.Model):
    """A phone (E.164), a business-scoped user id, or another channel's own id of a person, after the channel's name
    (`telegram:400000001`). A number can change hands, so it is valid from and to.

    `seen_at`: when the citizen last wrote with it. A phone that was silent for long proves nothing any more.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "Telepon"
        BSUID = "bsuid", "BSUID"
        ACCOUNT = "account", "Akun kanal"

    class End(models.TextChoices):
        REPLACED = "replaced", "Diganti pemiliknya"
        IDENTITY_CHANGED = "identity_changed", "Identitas WhatsApp berubah"
        CHANGED_HANDS = "changed_hands", "Berpindah pemilik"
        SILENT = "silent", "Lama tidak dipakai"

    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=140)
    valid_from = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, choices=End, blank=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], name="identifier_of_one_reporter", condition=Q(valid_to__isnull=True)
            )
        ]
        indexes = [
            # The search by the last digits of a present number, read from behind.
            models.Index(
                OpClass(Reverse("value"), "text_pattern_ops"),
                name="phone_by_last_digits",
                condition=Q(kind="phone", valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class ReporterMerge(models.Model):
    """Two reporters who proved to be one person. Everything of `duplicate` went to `kept`; `moved` lists the keys,
    so that a mistake can be taken back."""

    class Reason(models.TextChoices):
        SAME_MESSAGE = "same_message", "Nomor dan BSUID dalam satu pesan"
        OFFICER = "officer", "Ditetapkan koordinator"

    duplicate = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="merges_out")
    kept = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="merges_in")
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.TextField(blank=True)  # why, in the coordinator's words
    moved = models.JSONField()  # keys of identifiers, complaints, conversations; `said` by conversation
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["merged_at", "id"]

    def __str__(self) -> str:
        return f"{self.duplicate_id} -> {self.kept_id}"
