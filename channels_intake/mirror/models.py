"""The mirror of SP4N-LAPOR: what it holds, how we came to know it, and where both sides differ."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.models import Complaint


class Standing(models.TextChoices):
    """Where a report stands in SP4N, whatever words an export or the interface uses for it."""

    RECEIVED = "received", "Belum diverifikasi"
    ASSIGNED = "assigned", "Diteruskan ke instansi"
    WAITING = "waiting", "Menunggu kelengkapan"
    ANSWERED = "answered", "Ditindaklanjuti instansi"
    CITIZEN = "citizen", "Ditanggapi pelapor"
    CLOSED = "closed", "Ditutup"
    ARCHIVED = "archived", "Diarsipkan"
    RETURNED = "returned", "Bukan wewenang"
    UNKNOWN = "unknown", "Status tidak dikenal"


class Sp4nReport(models.Model):
    """One report as SP4N holds it, of one case here at most. Every field is SP4N's but the case, the flags and the
    times of our own.

    `is_anonymous` and `is_secret` only ever rise: what was hidden once stays hidden. `as_of` is the moment for which
    this copy is known to be true; what is older never replaces it. The three due times are SP4N's own (3, 5 and 10
    days), beside the city's clocks. A report that is missing in a later export is not gone.
    """

    tracking_id = models.CharField(max_length=30, unique=True)
    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, null=True, related_name="sp4n_report")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    reporter_name = models.CharField(max_length=120, blank=True)  # empty of who is anonymous or secret
    status_raw = models.CharField(max_length=120, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.UNKNOWN)
    facts = models.JSONField(default=dict)  # the other columns, by their names
    is_anonymous = models.BooleanField(default=True)
    is_secret = models.BooleanField(default=True)
    entered_at = models.DateTimeField()
    as_of = models.DateTimeField()
    first_seen_at = models.DateTimeField()
    verify_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    citizen_due_at = models.DateTimeField(null=True)  # counted from the answer; none without one

    class Meta:
        ordering: ClassVar = ["-entered_at", "-id"]
        indexes: ClassVar = [
            # The drain that opens cases.
            models.Index(fields=["entered_at"], name="report_without_case", condition=Q(complaint=None)),
        ]

    def __str__(self) -> str:
        return self.tracking_id


class Sp4nImport(models.Model):
    """An export that somebody brought: first read and compared, then applied as a whole or not at all.

    `body` is emptied when the import has ended; `total` is known once it was read. What the comparison found stands in
    its rows. The counts are those of the comparison until it was applied.
    """

    class Stage(models.TextChoices):
        READING = "reading", "Sedang dibaca"
        REVIEW = "review", "Menunggu persetujuan"
        APPLYING = "applying", "Sedang diterapkan"
        DONE = "done", "Sudah diterapkan"
        FAILED = "failed", "Tidak dapat dibaca"
        CANCELLED = "cancelled", "Dibatalkan"

    filename = models.CharField(max_length=200)
    exported_at = models.DateTimeField()  # for which moment the file speaks
    body = models.BinaryField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    older = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.filename


class Sp4nImportRow(models.Model):
    """One row of an export beside what the mirror held. `differences` are [column, held, new]."""

    class Verdict(models.TextChoices):
        NEW = "new", "Baru"
        CHANGED = "changed", "Berubah"
        SAME = "same", "Sama"
        OLDER = "older", "Lebih lama dari yang kita punya"
        BAD = "bad", "Tidak terbaca"

    file = models.ForeignKey(Sp4nImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # in the file, as a spreadsheet counts
    tracking_id = models.CharField(max_length=30, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    differences = models.JSONField(default=list)
    theirs = models.JSONField(default=dict)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.verdict}"


class Sp4nSubmission(models.Model):
    """A case of another channel that is to be entered into SP4N: a row before it is sent or copied.

    SP4N has no key against doubling: what got no answer is `unknown` and is never sent again by itself. When the report
    is seen there, its words prove that it arrived.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Menunggu"
        SENDING = "sending", "Sedang dikirim"
        UNKNOWN = "unknown", "Belum pasti masuk"
        SENT = "sent", "Sudah di SP4N"
        FAILED = "failed", "Ditolak SP4N"

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="sp4n_submission")
    title = models.CharField(max_length=300)
    text = models.TextField()
    words = models.CharField(max_length=32)  # digest of the text, by which it is recognised there
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["requested_at", "id"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.status}"


class Sp4nConflict(models.Model):
    """Both sides say different things where neither may overrule the other: a person decides, on record."""

    class Choice(models.TextChoices):
        OURS = "ours", "Ikuti keadaan kota"
        THEIRS = "theirs", "Ikuti SP4N"
        GONE = "gone", "Sudah sama dengan sendirinya"

    report = models.ForeignKey(Sp4nReport, on_delete=models.CASCADE, related_name="conflicts")
    ours = models.CharField(max_length=120)
    theirs = models.CharField(max_length=120)
    found_at = models.DateTimeField()
    choice = models.CharField(max_length=10, choices=Choice, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report"], name="one_open_conflict", condition=Q(decided_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.ours} / {self.theirs}"
