"""What changed hands in a month: cases that units gave back, referrals out of the city, and parts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import User

from .clock_report import next_month
from .models import Complaint, ComplaintEvent, Referral
from .permissions import MOST_DECLINES
from .queries import visible_to

SHOWN = 50  # cases named, those given back most often first


@dataclass(frozen=True)
class Bounces:
    """How often a unit, or cases of a category, said "Bukan kewenangan kami"; `late`: after the time to accept."""

    name: str
    total: int
    late: int


@dataclass(frozen=True)
class Bouncing:
    """A case that was given back often; `times` counts the whole of its history."""

    number: str
    subject: str
    unit: str
    times: int


@dataclass(frozen=True)
class BodyLine:
    """Referrals to one body: those that left the city, those that a unit keeps, and those that were taken back."""

    name: str
    away: int
    kept: int
    undone: int


@dataclass(frozen=True)
class HandoverReport:
    """The month."""

    month: date
    units: list[Bounces]
    categories: list[Bounces]
    cases: list[Bouncing]
    bodies: list[BodyLine]
    parts: list[tuple[str, int]]


def read_handovers(user: User, month: date) -> HandoverReport:
    """The month (its first day, in WITA) in the cases that this user may know of."""
    seen = visible_to(user)
    within = (_start_of(month), _start_of(next_month(month)))
    declines = ComplaintEvent.objects.filter(type="complaint.declined", created_at__gte=within[0])
    declines = declines.filter(created_at__lt=within[1], complaint__in=seen)
    rows = list(declines.values_list("data__name", "complaint__category__name", "data__is_late"))
    referrals = Referral.objects.filter(referred_at__gte=within[0], referred_at__lt=within[1], complaint__in=seen)
    parts = seen.filter(part_of__isnull=False, created_at__gte=within[0], created_at__lt=within[1])
    counted = parts.exclude(opd=None).values_list("opd__short_name").annotate(total=Count("pk"))
    return HandoverReport(
        month=month,
        units=_bounces([(unit, bool(late)) for unit, _, late in rows]),
        categories=_bounces([(category or "Tanpa kategori", bool(late)) for _, category, late in rows]),
        cases=_bouncing(seen.filter(pk__in=declines.values("complaint"))),
        bodies=_bodies(referrals),
        parts=list(counted.order_by("-total", "opd__short_name")),
    )


def _start_of(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=WITA)


def _bounces(rows: list[tuple[str, bool]]) -> list[Bounces]:
    totals, late = Counter(name for name, _ in rows), Counter(name for name, is_late in rows if is_late)
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Bounces(name, total, late[name]) for name, total in ordered]


def _bouncing(bounced: QuerySet[Complaint]) -> list[Bouncing]:
    times = Count("events", filter=Q(events__type="complaint.declined"))
    rows = Complaint.objects.filter(pk__in=bounced).annotate(times=times).filter(times__gte=MOST_DECLINES)
    found = rows.select_related("opd").order_by("-times", "number")[:SHOWN]
    return [Bouncing(row.number, row.subject, _unit(row), row.times) for row in found]


def _unit(complaint: Complaint) -> str:
    return complaint.opd.short_name if complaint.opd else "Menunggu koordinator"


def _bodies(referrals: QuerySet[Referral]) -> list[BodyLine]:
    counted = referrals.values_list("decision__external_body__name").annotate(
        away=Count("pk", filter=Q(keeper=None, undone_at=None)),
        kept=Count("pk", filter=Q(keeper__isnull=False, undone_at=None)),
        undone=Count("pk", filter=Q(undone_at__isnull=False)),
    )
    return [BodyLine(*row) for row in counted.order_by("-away", "-kept", "decision__external_body__name")]
