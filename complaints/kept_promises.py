"""Janji yang ditepati: of the days that people have promised to citizens, how many were kept, by unit and month."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import User
from sla.models import ClockKind, SlaClock

from .clock_report import next_month
from .queries import visible_to

SHOWN = 30  # promises that still run, those due first


@dataclass(frozen=True)
class Kept:
    """Promises that fell due: kept on their day or before it, and broken. `running` are due later in the month."""

    name: str
    kept: int
    broken: int
    running: int

    @property
    def due(self) -> int:
        """What the rate is of."""
        return self.kept + self.broken

    @property
    def rate(self) -> str:
        """`84,2%`; empty while nothing has fallen due."""
        return f"{100 * self.kept / self.due:.1f}%".replace(".", ",") if self.due else ""


@dataclass(frozen=True)
class PromiseReport:
    """The month. `own` are the user's own promises, which nobody else is shown."""

    month: date
    own: Kept
    units: list[Kept]
    running: list[SlaClock]


def read_promises(user: User, month: date, now: datetime) -> PromiseReport:
    """The promises due in the month of WITA that begins on `month`, in the cases that this user may know of.

    One that was called off (taken back, or the case was none) counts nowhere, and neither does one whose lateness the
    coordinator has excused. Persons are not compared: by name there is only the user himself.
    """
    promised = _due_in(month).filter(complaint__in=visible_to(user))
    rows = promised.values_list("opd__short_name").annotate(**_counts(now)).order_by("opd__short_name")
    own = _due_in(month).filter(holder=user).aggregate(**_counts(now))
    running = SlaClock.objects.filter(kind=ClockKind.PROMISE, is_open=True, complaint__in=visible_to(user))
    return PromiseReport(
        month=month,
        own=Kept("Janji Anda", **own),
        units=[Kept(unit or "Belum ada OPD", *numbers) for unit, *numbers in rows],
        running=list(running.select_related("complaint", "holder", "opd").order_by("due_at")[:SHOWN]),
    )


def _due_in(month: date) -> QuerySet[SlaClock]:
    start, following = (datetime(day.year, day.month, 1, tzinfo=WITA) for day in (month, next_month(month)))
    promised = SlaClock.objects.filter(kind=ClockKind.PROMISE, due_at__gte=start, due_at__lt=following)
    return promised.filter(Q(dispute__is_upheld=None) | Q(dispute__is_upheld=False), cancelled_at=None)


def _counts(now: datetime) -> dict[str, Count]:
    is_kept = Q(stopped_at__isnull=False, stopped_at__lte=F("due_at"))
    is_running = Q(is_open=True, due_at__gte=now)
    return {
        "kept": Count("pk", filter=is_kept),
        "broken": Count("pk", filter=Q(stopped_at__gt=F("due_at")) | Q(is_open=True, due_at__lt=now)),
        "running": Count("pk", filter=is_running),
    }
