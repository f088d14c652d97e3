"""The ledger: what arrived, byte for byte, and the exact identity of everything in it; how each account fares, and
what operators did with what could not be taken in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .form.models import FormDraft
from .mirror.models import Sp4nConflict, Sp4nImport, Sp4nImportRow, Sp4nReport, Sp4nSubmission

__all__ = [
    "AccessToken",
    "ChannelAccount",
    "ChannelAlarm",
    "FormDraft",
    "InboundEvent",
    "InboundRequest",
    "Lookup",
    "PrivacyRequest",
    "PullCursor",
    "ReplayRun",
    "ShelfAct",
    "Sp4nConflict",
    "Sp4nImport",
    "Sp4nImportRow",
    "Sp4nReport",
    "Sp4nSubmission",
    "Spending",
]


class InboundRequest(models.Model):
    """One HTTP POST or pulled page, as bytes. Partitioned by month of `received_at` (see the first migration).

    Bytes and not jsonb, which refuses NUL. Nothing refers to it by a database constraint: PostgreSQL wants
    the partition column in every unique key.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        DONE = "done", "Selesai"
        DEAD = "dead", "Perlu diperiksa"
        DISCARDED = "discarded", "Dibuang"

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
    problem, an alert or an unknown kind, and nothing of an ordinary message. `settled_at` takes it off the operators'
    shelf: it was discarded, or a later reading of the same bytes finds nothing wrong any more.
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
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "account", "external_id", "verb"], name="event_once")
        ]
        indexes: ClassVar = [
            # The operators' shelf.
            models.Index(
                fields=["-created_at"],
                name="event_for_operators",
                condition=Q(outcome__in=["problem", "ops_alert", "quarantine"]),
            ),
            # What a new reading of one request settles.
            models.Index(
                fields=["request_id"],
                name="event_open_of_request",
                condition=Q(outcome__in=["problem", "ops_alert", "quarantine"], settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind}"


class ChannelAccount(models.Model):
    """How one account of a channel fares: a copy for pages and alarms, derived and never the truth.

    The two times of arrival follow the processing; everything else is measured once a minute. `tried` and `failed`
    count the messages of the hour before `measured_at`; `dead` the channel's ledger rows that wait for an operator.
    `oldest_reply_at` is since when the oldest reply could have gone out.
    """

    class Token(models.TextChoices):
        UNKNOWN = "unknown", "Belum diperiksa"
        VALID = "valid", "Berlaku"
        INVALID = "invalid", "Tidak berlaku lagi"

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    watched_since = models.DateTimeField()
    last_event_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    tried = models.PositiveIntegerField(db_default=0)
    failed = models.PositiveIntegerField(db_default=0)
    dead = models.PositiveIntegerField(db_default=0)
    oldest_request_at = models.DateTimeField(null=True)
    oldest_reply_at = models.DateTimeField(null=True)
    oldest_file_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.TextField(blank=True, db_default="")
    token = models.CharField(max_length=10, choices=Token, db_default=Token.UNKNOWN)
    token_expires_at = models.DateTimeField(null=True)
    token_checked_at = models.DateTimeField(null=True)
    measured_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["channel", "account"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "account"], name="one_row_per_account")]

    def __str__(self) -> str:
        return f"{self.channel} {self.account}"


class ChannelAlarm(models.Model):
    """One episode in which something was wrong with an account. The admins are told when it begins and when it ends."""

    class Cause(models.TextChoices):
        SILENT = "silent", "Tidak ada pesan masuk"
        STOPPED = "stopped", "Pengiriman berhenti"
        FAILING = "failing", "Banyak balasan gagal terkirim"
        TOKEN = "token", "Token bermasalah"
        QUEUE = "queue", "Antrean tertahan"
        DEAD = "dead", "Ada kiriman yang gagal diproses"

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="alarms")
    cause = models.CharField(max_length=10, choices=Cause)
    sentence = models.TextField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "cause"], condition=Q(ended_at=None), name="one_open_alarm")
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.began_at:%Y-%m-%d}"


class ShelfAct(models.Model):
    """What an operator did with something on the shelf: kept for ever, never edited. `result` is in his words.

    `request_id` names a ledger row, which cannot be referred to by a constraint; `event` one event. One of the two.
    """

    class Act(models.TextChoices):
        REPLAYED = "replayed", "Diproses ulang"
        DISCARDED = "discarded", "Dibuang"
        RESTORED = "restored", "Dikembalikan ke rak"

    request_id = models.BigIntegerField(null=True)
    event = models.ForeignKey(InboundEvent, on_delete=models.CASCADE, null=True, related_name="acts")
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=300, blank=True)
    result = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="act_on_one_thing",
                condition=Q(request_id=None, event__isnull=False) | Q(request_id__isnull=False, event=None),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["request_id"], name="act_on_request", condition=Q(request_id__isnull=False))
        ]

    def __str__(self) -> str:
        return self.act


class ReplayRun(models.Model):
    """A range of the ledger that is read again, both ends included. `done` rows of `total`, up to the key `last_id`.

    `taken` are events that had not been taken in before, `failed` rows that lie on the shelf afterwards. Nobody asked
    for it by the page when `requested_by` is empty: it came from the command line.
    """

    channel = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    last_id = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]
        indexes: ClassVar = [
            # The drain.
            models.Index(fields=["id"], name="replay_open", condition=Q(finished_at=None, cancelled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.from_at:%Y-%m-%d %H:%M} - {self.to_at:%Y-%m-%d %H:%M}"


class PullCursor(models.Model):
    """How far one list of an account has been fetched, where a channel is asked for its news.

    Everything up to the mark `high` is in the ledger. Within a round `page_token` leads to the next page and
    `round_high` becomes the mark after the last one. `spent` is what was used up in `period`, in the channel's own
    unit, a page that is on its way counted as the largest. Nothing older than `begin_at` is taken for a new complaint.
    """

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    stream = models.CharField(max_length=100)
    begin_at = models.DateTimeField()
    high = models.CharField(max_length=100, blank=True)
    round_high = models.CharField(max_length=100, blank=True)
    page_token = models.TextField(blank=True)
    last_page = models.CharField(max_length=32, blank=True, db_default="")  # digest of the page that was stored last
    period = models.CharField(max_length=20, blank=True)
    spent = models.FloatField(default=0)
    next_allowed_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # refusals in a row
    trouble = models.CharField(max_length=300, blank=True)  # why nothing is fetched at the moment
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["channel", "account", "stream"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "account", "stream"], name="one_cursor_per_stream")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.account} {self.stream}"


class Lookup(models.Model):
    """A message of which a webhook told the id alone, `lacks` what is to be asked for: a row before it is asked.

    LOST: the provider does not tell, since it is gone or its author is private.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        DONE = "done", "Selesai"
        LOST = "lost", "Tidak diberikan"

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    external_id = models.CharField(max_length=300)
    lacks = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "account", "external_id"], name="lookup_once")
        ]
        indexes: ClassVar = [
            # The drain.
            models.Index(fields=["next_attempt_at"], name="lookup_due", condition=Q(status="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.lacks}"


class PrivacyRequest(models.Model):
    """What a person asked of Meta about his data. `code` is how he finds it again; `user_id` is Meta's id of him for
    our app, gone with the deletion. `forgotten` counts the people who were found under it. Kept for ever: it proves
    what was done.
    """

    class Kind(models.TextChoices):
        DELETION = "deletion", "Permintaan hapus data"
        DEAUTHORIZED = "deauthorized", "Izin aplikasi dicabut"

    class Outcome(models.TextChoices):
        OPEN = "open", "Menunggu keputusan"
        DELETED = "deleted", "Dihapus"
        KEPT = "kept", "Disimpan karena kewajiban hukum"
        UNKNOWN = "unknown", "Tidak ada data"

    kind = models.CharField(max_length=12, choices=Kind)
    user_id = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=32, unique=True)
    requested_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    forgotten = models.PositiveSmallIntegerField(default=0)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "user_id"], name="one_open_privacy_request", condition=Q(outcome="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class AccessToken(models.Model):
    """The token that we speak to a provider with, where it ends after hours and is renewed.

    `refresh_token` renews it. Some providers give a new one each time and forget the old one, so the row is the only
    place that holds it; `seed` is the digest of the one from the settings that it began with. Nobody else renews
    before `renewing_until`.
    """

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    access_token = models.TextField(blank=True)
    refresh_token = models.TextField()
    seed = models.CharField(max_length=32)
    expires_at = models.DateTimeField(null=True)
    renewing_until = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)  # why the last renewal failed

    class Meta:
        ordering: ClassVar = ["channel", "account"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "account"], name="one_token_per_account")]

    def __str__(self) -> str:
        return f"{self.channel} {self.account}"


class Spending(models.Model):
    """What the answers of one account have used up in one `period`, in the channel's own unit."""

    channel = models.CharField(max_length=20)
    account = models.CharField(max_length=60)
    period = models.CharField(max_length=20)
    spent = models.FloatField(default=0)

    class Meta:
        ordering: ClassVar = ["channel", "account", "period"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "account", "period"], name="one_spending_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.account} {self.period}"
