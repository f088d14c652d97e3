"""What citizens say of the city in public: every comment is a row, most of them are no complaint."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .complaint import Complaint
from .conversation import Message


class CityPost(models.Model):
    """One of the city's own posts, under which people comment. Nothing is answered or opened by it."""

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "account", "external_id"], name="city_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"


class Mention(models.Model):
    """A public message and what became of it. Without `outcome` it waits for a person.

    `thread` is the post, video or conversation that it stands in; `score` the probability that it is no complaint.
    """

    class Outcome(models.TextChoices):
        COMPLAINT = "complaint", "Jadi aduan"
        JOINED = "joined", "Digabungkan"
        NONE = "none", "Bukan aduan"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="mention")
    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    thread = models.CharField(max_length=300, blank=True)
    score = models.FloatField()
    reason = models.TextField(blank=True)
    model_version = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, related_name="mentions")
    created_at = models.DateTimeField()  # when the city had it

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            # The queue, oldest first.
            models.Index(fields=["created_at", "id"], name="mention_waiting", condition=Q(outcome="")),
            # What has been decided, newest first.
            models.Index(fields=["outcome", "-created_at"], name="mention_decided", condition=~Q(outcome="")),
            # The comments of one post.
            models.Index(fields=["channel", "account", "thread"], name="mention_of_post"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.outcome}"


class MentionDecision(models.Model):
    """A person's word on a mention. Append-only but for its end: the one that is not undone is in force.

    Those that one press gave to all comments of a post have the same `batch`.
    """

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Mention.Outcome)
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    batch = models.UUIDField(null=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["batch"], name="decisions_of_one_press", condition=Q(batch__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["mention"], name="mention_decided_once", condition=Q(undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.outcome}"
