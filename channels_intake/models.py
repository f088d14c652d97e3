"""The ledger: what arrived, byte for byte, and the exact identity of everything in it."""

from typing import ClassVar

from django.db import models


class InboundRequest(models.Model):
    """One HTTP POST or pulled page, as bytes. Partitioned by month of `received_at` (see the first migration).

    Bytes and not jsonb, which refuses NUL. Nothing refers to it by a database constraint: PostgreSQL wants
    the partition column in every unique key.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        DONE = "done", "Selesai"
        DEAD = "dead", "Perlu diperiksa"

    channel = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["received_at", "id"]

    def __str__(self) -> str:
        return f"{self.channel} {self.received_at:%Y-%m-%d %H:%M:%S}"


class InboundEvent(models.Model):
    """The identity of one event, unique on (channel, account, external_id, verb): the guard against doubling.

    `outcome` is what became of it (channels.md 1.4 action words); `detail` holds what an operator must see of a
    problem, an alert or an unknown kind, and nothing of an ordinary message.
    """

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=400)
    verb = models.CharField(max_length=12)  # message, amendment, signal, problem
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    request_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "account", "external_id", "verb"], name="event_once")
        ]
        indexes: ClassVar = [
            # The operators' shelf.
            models.Index(
                fields=["-created_at"],
                name="event_for_operators",
                condition=models.Q(outcome__in=["problem", "ops_alert", "quarantine"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind}"
