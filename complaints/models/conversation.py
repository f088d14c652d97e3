"""What was said: one conversation per citizen and channel account, and the messages in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .reporter import Reporter


class Conversation(models.Model):
    """The thread with one citizen on one account of a channel.

    `window_until`: until then free text may be sent (24 h after the citizen's last message on WhatsApp). `is_public`:
    what is said there everybody reads, so the city's automatic texts stay out of it. The contacts are where a citizen
    of the web form wants news: as he typed them, so they prove nothing of who he is.
    """

    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="conversations")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    is_public = models.BooleanField(default=False, db_default=False)
    citizen_wrote_at = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True)
    contact_phone = models.CharField(max_length=20, blank=True, db_default="")
    contact_email = models.CharField(max_length=254, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "channel", "account", "is_public"], name="one_conversation_per_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Message(models.Model):
    """A citizen's message, or our own word seen from outside (`is_outbound`, sent in the phone app).

    What was withdrawn (`revoked_at`) has no text here any more: it is kept in the amendment until `erased_at`.
    `choice_due_at`: the citizen was asked which case it belongs to; after that moment a coordinator chooses. It is
    emptied when the choice is made, by whomever.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, related_name="messages")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=30)  # as the channel names it: text, image, location ...
    is_outbound = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    original_text = models.TextField(blank=True)  # before the citizen's edit
    is_placeholder = models.BooleanField(default=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)  # form answers, choice, shared contacts, referral
    reaction = models.CharField(max_length=20, blank=True)
    reply_to_external_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    choice_due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "external_id"], name="message_once"),
        ]
        indexes = [
            models.Index(fields=["complaint", "sent_at"], name="message_of_complaint"),
            # What a coordinator must place because the citizen did not choose.
            models.Index(fields=["choice_due_at"], name="message_choice", condition=Q(choice_due_at__isnull=False)),
            # What was withdrawn and is still kept.
            models.Index(
                fields=["revoked_at"],
                name="message_to_erase",
                condition=Q(revoked_at__isnull=False, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.pk}"


class Amendment(models.Model):
    """An edit or withdrawal. It may come before its target; then it waits here until the target arrives."""

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    target_external_id = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="amendments")
    old_text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "external_id"], name="amendment_once"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "account", "target_external_id"],
                name="amendment_waiting",
                condition=Q(applied_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.kind


class ArchivedMessage(models.Model):
    """A word from before the number was joined to the platform, as the provider's history gives it.

    It belongs to no case and opens none; no list, clock or search reads this table.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="archive")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=30)
    is_outbound = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "external_id"], name="archived_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.pk}"


class ThreadingDecision(models.Model):
    """Why a message became part of which complaint: the rule, its score and what else was possible.

    Append-only; the newest row is in force. With `decided_by` an officer overruled what stood before.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="threading")
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, related_name="threading")
    rule = models.CharField(max_length=30)
    score = models.FloatField()
    alternatives = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule
