"""An incident as an officer sees it: its members as far as he may know of them, how many there are, and the trend."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from bontang_pengaduan.lib.clock import WITA
from opd.models import User

from .case_keys import CaseKeys
from .models import CommonAnswer, CommonAnswerPart, Complaint, Incident, IncidentMember
from .permissions import can_act
from .queries import visible_to
from .wording import short_day
from .workflow import OPEN, Status

DAYS = 7


@dataclass(frozen=True)
class Day:
    """One day of the trend. `share` is its count in percent of the fullest day."""

    label: str
    count: int
    share: int


@dataclass(frozen=True)
class MemberLine:
    """A member and what this user may do with it."""

    member: IncidentMember
    can_act: bool


@dataclass(frozen=True)
class SentAnswer:
    """A common answer with the parts that this user may know of."""

    answer: CommonAnswer
    parts: list[CommonAnswerPart]
    can_undo: bool


@dataclass(frozen=True)
class IncidentPage:
    """`hidden` counts the members at units that are not this user's."""

    members: list[MemberLine]
    former: list[MemberLine]
    total: int
    open_count: int
    hidden: int
    trend: list[Day]
    answers: list[SentAnswer]


def members_of(incident: Incident) -> QuerySet[Complaint]:
    """The complaints of the incident now, by their key. Secret cases never are, nor what was merged into another."""
    rows = Complaint.objects.filter(incident_members__incident=incident, incident_members__left_at=None)
    return rows.filter(is_secret=False).exclude(status=Status.MERGED.value).order_by("pk")


def incident_of(complaint: Complaint) -> Incident | None:
    """The incident that the complaint is part of now; none for a secret case."""
    return incidents_of(complaint).first()


def incidents_of(complaint: CaseKeys) -> QuerySet[Incident]:
    """incident_of in at most one row."""
    if complaint.is_secret:
        return Incident.objects.none()
    return Incident.objects.filter(members__complaint=complaint.pk, members__left_at=None)


def visible_incidents(user: User) -> QuerySet[Incident]:
    """The incidents with a member, now or before, that this user may know of."""
    seen = visible_to(user).filter(is_secret=False)
    return Incident.objects.filter(pk__in=IncidentMember.objects.filter(complaint__in=seen).values("incident"))


def read_incident(incident: Incident, user: User, now: datetime) -> IncidentPage:
    """The page of one incident, in the same number of queries for any number of members."""
    memberships = list(
        incident.members.filter(complaint__in=visible_to(user).filter(is_secret=False))
        .exclude(complaint__status=Status.MERGED.value)
        .select_related("complaint__opd", "complaint__kelurahan", "complaint__reporter", "joined_by", "left_by")
    )
    units = _acting_units(user, memberships)
    lines = [MemberLine(row, row.complaint.opd_id in units) for row in memberships]
    members = [line for line in lines if line.member.left_at is None]
    present = {line.member.complaint_id for line in members}
    former = {line.member.complaint_id: line for line in lines if line.member.complaint_id not in present}
    facts = list(members_of(incident).values_list("created_at", "status"))
    return IncidentPage(
        members=members,
        former=list(former.values()),
        total=len(facts),
        open_count=sum(status in OPEN for _, status in facts),
        hidden=len(facts) - len(members),
        trend=count_days((at for at, _ in facts), now),
        answers=_answers(incident, user),
    )


def list_incidents(user: User) -> QuerySet[Incident]:
    """The running incidents with an open member, as `open_count` and `total` among what this user may know of."""
    shown = Q(
        members__left_at=None,
        members__complaint__in=visible_to(user).filter(is_secret=False).exclude(status=Status.MERGED.value),
    )
    running = shown & Q(members__complaint__status__in=[status.value for status in OPEN])
    counted = Incident.objects.annotate(
        total=Count("members", filter=shown), open_count=Count("members", filter=running)
    )
    return counted.filter(open_count__gt=0).order_by("-open_count", "-opened_at", "-pk")


def count_days(moments: Iterable[datetime], now: datetime) -> list[Day]:
    """How many fall on each of the last DAYS days of WITA, today last."""
    today = now.astimezone(WITA).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    counts = dict.fromkeys(days, 0)
    for moment in moments:
        day: date = moment.astimezone(WITA).date()
        if day in counts:
            counts[day] += 1
    most = max(counts.values()) or 1
    return [Day(short_day(day), count, round(100 * count / most)) for day, count in counts.items()]


def _acting_units(user: User, memberships: list[IncidentMember]) -> set[int | None]:
    first_of_unit = {row.complaint.opd_id: row.complaint for row in memberships}
    return {opd_id for opd_id, complaint in first_of_unit.items() if can_act(user, complaint)}


def _answers(incident: Incident, user: User) -> list[SentAnswer]:
    seen = visible_to(user).filter(is_secret=False)
    parts = CommonAnswerPart.objects.filter(answer__incident=incident, complaint__in=seen)
    by_answer: dict[CommonAnswer, list[CommonAnswerPart]] = {}
    for part in parts.select_related("answer__author", "complaint", "reply").order_by("-answer__created_at", "pk"):
        by_answer.setdefault(part.answer, []).append(part)
    return [
        SentAnswer(answer, rows, answer.author_id == user.pk and any(_waits(row) for row in rows))
        for answer, rows in by_answer.items()
    ]


def _waits(part: CommonAnswerPart) -> bool:
    return part.reply is not None and part.reply.status == "pending"
