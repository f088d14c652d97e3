"""Which other complaints may report the same event, for an officer to judge. Nothing is joined by itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet

from opd.models import User

from .models import Complaint, IncidentMember, Message
from .queries import visible_to
from .sameness import Report, Sameness, compare
from .workflow import OPEN, Status

WITHIN = timedelta(days=7)
NEWEST = 100  # of the unit, of the kelurahan and around the pin each: at 30 a day a whole unit's three days
COMPARED = 30  # rows that the database finds likest, compared word by word
LETTERS = 500  # of the text
NEAR_DEGREES = 0.02  # about two kilometres
OPEN_STATES = [status.value for status in OPEN]


@dataclass(frozen=True)
class Lookalike:
    """A complaint that may report the same event, and why. `incident_id`: the one that it is part of already."""

    complaint: Complaint
    sameness: Sameness
    is_public: bool
    incident_id: int | None


def find_lookalikes(
    user: User, complaint: Complaint, now: datetime, *, statuses: Collection[str] = (), most: int = COMPARED
) -> list[Lookalike]:
    """The likest first, of other citizens and of this user's sight alone; open ones unless `statuses` says otherwise.

    A secret case, and a part of a case that several units share, has none and is none. One query for any number of
    rows.
    """
    if complaint.is_secret or complaint.part_of_id or not complaint.text:
        return []
    report = report_of(complaint)
    rows = _candidates(user, complaint, now, statuses or OPEN_STATES)
    found = [_compared(report, row) for row in rows[:most]]
    return sorted((each for each in found if each.sameness.is_alike), key=lambda each: -each.sameness.score)


def report_of(complaint: Complaint) -> Report:
    """What is compared of a complaint."""
    return Report(
        text=complaint.text[:LETTERS],
        at=complaint.created_at,
        kelurahan=complaint.kelurahan.name if complaint.kelurahan else "",
        latitude=complaint.latitude,
        longitude=complaint.longitude,
    )


def _candidates(user: User, complaint: Complaint, now: datetime, statuses: Collection[str]) -> QuerySet[Complaint]:
    """Likeness is asked of the newest rows around the place and at the unit alone, whatever the city has seen."""
    part_of = IncidentMember.objects.filter(complaint=OuterRef("pk"), left_at=None)
    within = visible_to(user).filter(
        is_secret=False, part_of=None, status__in=statuses, created_at__range=_days_around(complaint, now)
    )
    within = within.exclude(reporter=complaint.reporter_id)
    # Each is read by an index of its own, newest first, and ends when it has enough.
    first, *others = [within.filter(near).order_by("-created_at").values("pk")[:NEWEST] for near in _near(complaint)]
    return (
        Complaint.objects.filter(pk__in=first.union(*others))
        .select_related("kelurahan", "opd")
        .annotate(
            likeness=TrigramSimilarity("text", complaint.text[:LETTERS]),
            in_public=Exists(Message.objects.filter(complaint=OuterRef("pk"), conversation__is_public=True)),
            incident_id=part_of.values("incident")[:1],
        )
        .order_by("-likeness", "-created_at", "-pk")
    )


def _near(complaint: Complaint) -> Iterator[Q]:
    """At the same unit, and where no unit has it yet; in the same kelurahan; around the pin."""
    yield Q(opd=complaint.opd_id)
    yield Q(status=Status.NEW.value)
    if complaint.kelurahan_id:
        yield Q(kelurahan=complaint.kelurahan_id)
    if complaint.latitude is not None and complaint.longitude is not None:
        latitudes = (complaint.latitude - NEAR_DEGREES, complaint.latitude + NEAR_DEGREES)
        longitudes = (complaint.longitude - NEAR_DEGREES, complaint.longitude + NEAR_DEGREES)
        yield Q(latitude__range=latitudes, longitude__range=longitudes)


def _days_around(complaint: Complaint, now: datetime) -> tuple[datetime, datetime]:
    return complaint.created_at - WITHIN, min(complaint.created_at + WITHIN, now)


def _compared(report: Report, row: Complaint) -> Lookalike:
    sameness = compare(report, report_of(row))
    return Lookalike(row, sameness, bool(row.in_public), row.incident_id)  # type: ignore[attr-defined]  # annotated
