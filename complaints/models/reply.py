"""What the city says: to the citizen (Reply, an outbox row) or among officers (Note)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .conversation import Conversation


class Reply(models.Model):
    """A message to the citizen, a row before it is sent.

    `kind` says who speaks: only a person's word (answer, receipt, question) ever stops a person's clock.
    `status` only rises from sent to delivered to read; a failure after delivery is kept as a ReplyStatus row.
    `content` by `form`: buttons {"buttons": [{"id", "title"}]}; list {"button", "rows": [{"id", "title",
    "description"}]}; media {"file", "mime", "filename"}, `text` is the caption; template {"name", "language",
    "parameters": [text], "names": [variable] where the template has names}, `text` is what the citizen reads;
    otherwise empty. Form private goes to the author of the public comment `quoted_external_id`, to him alone.
    `before` is the case as it was before this word, for its author to take it back.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "Jawaban"
        RECEIPT = "receipt", "Tanda terima"
        QUESTION = "question", "Minta keterangan"
        ACKNOWLEDGEMENT = "acknowledgement", "Pemberitahuan otomatis"
        PROMPT = "prompt", "Pertanyaan otomatis"

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu dikirim"
        SENDING = "sending", "Sedang dikirim"
        UNKNOWN = "unknown", "Belum pasti terkirim"
        HELD = "held", "Ditahan sampai pelapor menulis"
        SENT = "sent", "Terkirim"
        DELIVERED = "delivered", "Sampai"
        READ = "read", "Dibaca"
        FAILED = "failed", "Gagal terkirim"
        CANCELLED = "cancelled", "Dibatalkan"

    class Form(models.TextChoices):
        TEXT = "text", "Teks"
        BUTTONS = "buttons", "Tombol"
        LIST = "list", "Daftar pilihan"
        LOCATION_REQUEST = "location_request", "Minta lokasi"
        MEDIA = "media", "Lampiran"
        TEMPLATE = "template", "Pesan templat"
        PRIVATE = "private", "Pesan pribadi"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="replies")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField()
    form = models.CharField(max_length=20, choices=Form, default=Form.TEXT)
    content = models.JSONField(default=dict)  # what the form needs beside the text, see the docstring
    quoted_external_id = models.CharField(max_length=300, blank=True)  # the message that this one answers to
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    external_id = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    error_code = models.PositiveIntegerField(null=True)
    reported_code = models.PositiveIntegerField(null=True)  # of a delivery report that the drain has not acted on yet
    before = models.JSONField(default=dict)
    retry_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="retried_as")

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                name="one_acknowledgement",
                condition=Q(kind="acknowledgement", retry_of__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["conversation", "quoted_external_id"],
                name="one_private_word_to_a_comment",
                condition=Q(form="private", retry_of__isnull=True) & ~Q(status__in=["failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="a_person_signs_his_word",
                condition=Q(kind__in=["acknowledgement", "prompt"]) | Q(author__isnull=False),
            ),
        ]
        indexes = [
            # The drain: what is due to be sent, and what a dead worker left behind.
            models.Index(fields=["next_attempt_at"], name="reply_due", condition=Q(status__in=["pending", "sending"])),
            # Whether an earlier word to the same contact still waits.
            models.Index(
                fields=["conversation", "created_at"],
                name="reply_in_lane",
                condition=Q(status__in=["pending", "sending", "held"]),
            ),
            # How the sending fared in the last hour.
            models.Index(fields=["claimed_at"], name="reply_last_tried", condition=Q(claimed_at__isnull=False)),
            models.Index(fields=["id"], name="reply_to_judge", condition=Q(reported_code__isnull=False)),
            models.Index(fields=["external_id"], name="reply_by_provider_id", condition=~Q(external_id="")),
            models.Index(fields=["complaint", "created_at"], name="reply_of_complaint"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class ReplyStatus(models.Model):
    """One delivery report of the provider, kept as it came. `reply` is empty while the reply is unknown to us."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="statuses")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)  # the provider's id of the reply
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    error_codes = models.JSONField(default=list)
    error_text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "reply statuses"
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "external_id", "status", "at"], name="status_once")
        ]
        indexes = [
            models.Index(fields=["external_id"], name="status_orphan", condition=Q(reply__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.status


class Note(models.Model):
    """An internal note. It has no way out: nothing that sends reads this table.

    One that `is_shared` is read by every unit of the case, others by the unit that wrote it.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_shared = models.BooleanField(default=False, db_default=False)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # named in it and told
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.complaint} {self.created_at:%Y-%m-%d}"
