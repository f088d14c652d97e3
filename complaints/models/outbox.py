"""What stands between our words and the channel: its gate, each contact's lane, templates and read receipts."""

import re

from django.db import models
from django.db.models import Q

from .conversation import Conversation, Message

VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")  # in the body of a template


class SendingGate(models.Model):
    """The way out of one account: open, slowed down, or stopped until an administrator has mended something.

    Stopped, one message an interval tries whether it works again (`probe_at`). `room` is how many messages may still
    go out in the second that began at `second_at`.
    """

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.TextField(blank=True)
    probe_at = models.DateTimeField(null=True)
    slow_until = models.DateTimeField(null=True)
    slow_level = models.PositiveSmallIntegerField(default=0)  # how often in a row we were told to slow down
    second_at = models.DateTimeField(null=True)
    room = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "account"], name="one_gate_per_account")]

    def __str__(self) -> str:
        return f"{self.channel} {self.account}"


class Lane(models.Model):
    """The queue to one contact: others go on while it waits. A row only where something was wrong."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="lane")
    blocked_until = models.DateTimeField(null=True)
    strikes = models.PositiveSmallIntegerField(default=0)  # refusals in a row for too many messages
    unreachable_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"lane of {self.conversation_id}"


class MessageTemplate(models.Model):
    """A message that the provider has approved, or not, for use outside the window. Copied from its catalogue.

    `names` are the variables in the order of `body`: words, or "1", "2" by position. `is_plain`: nothing but these has
    to be filled in.
    """

    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=60)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=12)
    category = models.CharField(max_length=20)
    state = models.CharField(max_length=20)  # the provider's word: approved, pending, rejected, paused ...; or gone
    body = models.TextField()
    names = models.JSONField(default=list)
    is_plain = models.BooleanField(default=False)
    synced_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "language"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "name", "language"], name="template_once_per_language")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as officers read it: `hasil_aduan` is "Hasil aduan"."""
        return self.name.replace("_", " ").capitalize()

    @property
    def preview(self) -> str:
        """The body with its variables as officers read them: [hasil], or [bagian 1] by position."""
        words = {name: f"[bagian {name}]" if name.isdecimal() else f"[{name}]" for name in self.names}
        return VARIABLE.sub(lambda match: words.get(match[1], match[0]), self.body)


class ReadReceipt(models.Model):
    """That the citizen's message, and all before it, was read by an officer: a row before the channel is told."""

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        SENT = "sent", "Terkirim"
        FAILED = "failed", "Gagal"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    with_typing = models.BooleanField(default=False)  # shows that an answer is being written
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["message", "with_typing"], name="receipt_once")]
        indexes = [
            # The drain.
            models.Index(fields=["next_attempt_at"], name="receipt_due", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.status}"
