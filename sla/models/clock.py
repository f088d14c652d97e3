"""Running clocks: narrow rows, so that a sweep touches no text and no search index."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opd.models import Category, Opd

from .policy import Policy
from .recount import Recount


class ClockKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", "Tanda terima"
    VERIFY = "verify", "Verifikasi"
    ACCEPT = "accept", "Penerimaan OPD"
    FIRST_ANSWER = "first_answer", "Tanggapan pertama"
    NEXT_ANSWER = "next_answer", "Tanggapan lanjutan"
    RESOLVE = "resolve", "Penyelesaian"
    CITIZEN = "citizen", "Menunggu pelapor"
    PROMISE = "promise", "Janji penerima eskalasi"
    DISPUTE = "dispute", "Keputusan sanggahan"
    SECOND_READER = "second_reader", "Pembacaan kedua"
    WINDOW = "window", "Jendela balasan"


class Level(models.TextChoices):
    PETUGAS = "petugas", "Petugas"
    KEPALA_BIDANG = "kepala_bidang", "Kepala bidang"
    KEPALA_OPD = "kepala_opd", "Kepala OPD"
    KOORDINATOR = "koordinator", "Koordinator"
    SEKDA = "sekda", "Sekretaris Daerah"
    WALI_KOTA = "wali_kota", "Wali Kota"


def rank_of(level: str) -> int:
    """How high a level stands, 1 for the lowest; the same in every policy, whichever levels it names."""
    return Level.values.index(level) + 1


class SlaClock(models.Model):
    """One promise on one complaint. `due_at` is the earlier of target and law; both are kept.

    `opd` and `holder` say who is told when time runs out, `hours_of` by which unit's calendar it is counted (empty: by
    the city's) and `hours_part` by that of its part for which category; a transfer changes neither by itself. A clock
    stopped exactly at `due_at` is met.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=ClockKind)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clocks")
    opd = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    hours_of = models.ForeignKey(Opd, on_delete=models.PROTECT, null=True, related_name="+")
    hours_part = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    complaint_kind = models.CharField(max_length=20)  # the class of complaint that the promise was made for
    is_kind_confirmed = models.BooleanField(default=False)  # by a person; a guess never lengthens a promise
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    internal_due_at = models.DateTimeField(null=True)  # the internal aim, where it differs from the limit
    legal_due_at = models.DateTimeField(null=True)  # the law's own date, where it differs from the target
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)  # running or paused

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind"], name="one_open_clock_of_a_kind", condition=Q(is_open=True)
            )
        ]
        indexes = [
            # The overdue wall: open clocks by due time.
            models.Index(fields=["due_at"], name="clock_open_due", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class ClockPause(models.Model):
    """A stretch of time that does not count, with its reason and the moment it ends by itself.

    `code` is the reason's in data/pause_reasons.yaml, empty for the time in which a case counted as done. `source` says
    who set the limit, `set_by` who held the clock by hand.
    """

    clock = models.ForeignKey(SlaClock, on_delete=models.CASCADE, related_name="pauses")
    code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=120, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    limit_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], name="one_open_pause", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_by_hand(self) -> bool:
        """Whether an officer set it, and so may end it; other pauses end by themselves."""
        return self.set_by_id is not None


class EscalationStep(models.Model):
    """A planned rung of the ladder, a row before it fires. Unique on (clock, level): it fires once or never.

    One that cannot be processed is tried again after `held_until`; `fires_at` stays what was planned.
    """

    clock = models.ForeignKey(SlaClock, on_delete=models.CASCADE, related_name="steps")
    level = models.CharField(max_length=20, choices=Level)
    rank = models.PositiveSmallIntegerField()
    fires_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["fires_at", "rank"]
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="step_once")]
        indexes = [
            # The sweep: steps that are due, and nothing else.
            models.Index(
                fields=["fires_at"],
                name="step_due",
                condition=Q(fired_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.fires_at:%Y-%m-%d %H:%M}"


class DueChange(models.Model):
    """A due time that moved after the promise was made, other than by a pause: which way, and why.

    `recount` is the change of the calendar that moved it. A promise to the citizen that got later `awaits_word` until
    he has been told, or until nothing is left to tell him.
    """

    clock = models.ForeignKey(SlaClock, on_delete=models.CASCADE, related_name="due_changes")
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    recount = models.ForeignKey(Recount, on_delete=models.CASCADE, null=True, related_name="changes")
    awaits_word = models.BooleanField(default=False)

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [
            # The drain that corrects promised dates to citizens.
            models.Index(fields=["id"], name="due_change_to_tell", condition=Q(awaits_word=True)),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_at:%Y-%m-%d %H:%M} -> {self.new_due_at:%Y-%m-%d %H:%M}"
