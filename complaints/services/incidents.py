"""Satu kejadian: what several citizens report of one event is held together, and each keeps his own complaint.

Number, clocks, unit and page of every complaint stay what they are. Nobody is joined but by an officer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from opd.models import User

from ..errors import MoveNotAllowedError, NotAllowedError
from ..lookalikes import report_of
from ..models import Complaint, Incident, IncidentMember
from ..permissions import can_act
from ..sameness import compare
from ..workflow import OPEN, Status
from .events import record


@transaction.atomic
def join_incident(*, complaint: Complaint, others: Collection[Complaint], user: User, now: datetime) -> Incident:
    """Satu kejadian: `complaint` and `others` report the same. Those of them that are part of an incident already
    bring it along; otherwise a new one opens, named after category and place: no citizen's words show beside others.

    Raises NotAllowedError (one is another unit's), MoveNotAllowedError (one is secret, closed, or a part; two
    incidents).
    """
    cases = _locked([complaint, *others])
    if len(cases) < 2:
        raise MoveNotAllowedError("Pilih aduan lain yang melaporkan kejadian yang sama.")
    for case in cases:
        _check(case, user)
    memberships = IncidentMember.objects.filter(complaint__in=cases, left_at=None)
    members = {row.complaint_id: row.incident for row in memberships.select_related("incident")}
    incident = _the_one(list(members.values())) or Incident.objects.create(
        title=_title(cases), opened_by=user, opened_at=now
    )
    first = next((case for case in cases if case.pk == complaint.pk), complaint)
    for case in cases:
        if case.pk not in members:
            _join(incident, case, first, user, now)
    return incident


@transaction.atomic
def leave_incident(*, complaint: Complaint, user: User, now: datetime) -> Incident:
    """Keluarkan: the complaint is not of this event after all. Raises NotAllowedError, MoveNotAllowedError."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    member = IncidentMember.objects.filter(complaint=complaint, left_at=None).select_related("incident").first()
    left = IncidentMember.objects.filter(complaint=complaint, left_at=None).update(left_by=user, left_at=now)
    if member is None or not left:
        raise MoveNotAllowedError("Aduan ini tidak termasuk dalam satu kejadian.")
    record(complaint, "incident.left", now=now, actor=user, incident=member.incident_id, name=member.incident.title)
    return member.incident


@transaction.atomic
def return_to_incident(*, incident: Incident, complaint: Complaint, user: User, now: datetime) -> None:
    """Urungkan: a complaint that was taken out is part of the incident again.

    Raises NotAllowedError, MoveNotAllowedError (it never was, or is part of one now).
    """
    [case] = _locked([complaint])
    _check(case, user)
    if not incident.members.filter(complaint=case).exists():
        raise MoveNotAllowedError("Aduan ini tidak pernah termasuk dalam kejadian ini.")
    if IncidentMember.objects.filter(complaint=case, left_at=None).exists():
        raise MoveNotAllowedError("Aduan ini sudah termasuk dalam satu kejadian.")
    _join(incident, case, case, user, now)


def leave_when_secret(*, complaint: Complaint, user: User, now: datetime) -> None:
    """A case that becomes secret is part of no incident any more, so that nothing of it shows beside the others."""
    if IncidentMember.objects.filter(complaint=complaint, left_at=None).exists():
        leave_incident(complaint=complaint, user=user, now=now)


def _locked(complaints: Sequence[Complaint]) -> list[Complaint]:
    # In order of the key, so that two who join the same cases wait for each other and never deadlock.
    rows = Complaint.objects.select_for_update(of=("self",)).filter(pk__in=[case.pk for case in complaints])
    return list(rows.select_related("kelurahan", "category").order_by("pk"))


def _check(complaint: Complaint, user: User) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError(f"{complaint.number} ditangani OPD lain.")
    if complaint.is_secret:
        raise MoveNotAllowedError("Aduan rahasia tidak dapat dimasukkan ke dalam satu kejadian.")
    if complaint.part_of_id:
        raise MoveNotAllowedError(f"{complaint.number} hanya sebagian dari satu aduan. Pilih aduan utamanya.")
    if Status(complaint.status) not in OPEN:
        raise MoveNotAllowedError(f"{complaint.number} tidak sedang berjalan.")


def _the_one(incidents: Sequence[Incident]) -> Incident | None:
    if len({incident.pk for incident in incidents}) > 1:
        raise MoveNotAllowedError("Aduan-aduan ini termasuk dua kejadian. Keluarkan dulu dari salah satunya.")
    return incidents[0] if incidents else None


def _title(cases: Sequence[Complaint]) -> str:
    oldest = sorted(cases, key=lambda case: case.created_at)
    matter = next((case.category.name for case in oldest if case.category), "Kejadian serupa")
    place = next((case.kelurahan.name for case in oldest if case.kelurahan), "")
    return f"{matter} di {place}"[:120] if place else matter


def _join(incident: Incident, case: Complaint, first: Complaint, user: User, now: datetime) -> None:
    reasons = () if case.pk == first.pk else compare(report_of(first), report_of(case)).reasons
    IncidentMember.objects.create(
        incident=incident, complaint=case, reason=", ".join(reasons)[:200], joined_by=user, joined_at=now
    )
    record(case, "incident.joined", now=now, actor=user, incident=incident.pk, name=incident.title)
