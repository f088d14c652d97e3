"""Naikkan and Saya pegang: a case is taken up a level by hand, and whoever was told says until when he sees to it."""

from datetime import date, datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import Role, User
from sla import pledging
from sla import raising as ladder
from sla.models import Level, Pledge, Raise
from sla.recipients import KEPT_FROM

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, clock_refusals
from ..models import Complaint
from ..permissions import can_act, is_coordinator
from ..workflow import OPEN
from .events import record
from .telling import tell_pledged


@transaction.atomic
def raise_case(*, complaint: Complaint, level: str, reason: str, is_urgent: bool, user: User, now: datetime) -> Raise:
    """Naikkan: the case is told to a level above the one who asks, with a reason; an urgent one at night as well.

    No clock moves. Raises NotAllowedError, InvalidInputError without a reason or for a level that is not above,
    MoveNotAllowedError for a case that is closed or that the level has been told of without an answer.
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan alasan menaikkan aduan.")
    if level not in levels_above(user, complaint):
        raise InvalidInputError("Pilih tingkat yang dituju.")
    if complaint.status not in OPEN:
        raise MoveNotAllowedError("Aduan ini sudah tidak berjalan.")
    with clock_refusals():
        raised = ladder.raise_case(
            complaint=complaint, level=Level(level), reason=clean(reason), is_urgent=is_urgent, user=user, now=now
        )
    facts = {"level": raised.get_level_display(), "reason": raised.reason, "is_urgent": is_urgent}
    record(complaint, "clock.raised", now=now, actor=user, **facts)
    return raised


@transaction.atomic
def hold_case(*, complaint: Complaint, until: date, user: User, now: datetime) -> Pledge:
    """Saya pegang, sampai ...: the word of somebody whom an escalation has reached. Its clock tells the coordinator
    when the day has passed. Raises NotAllowedError, MoveNotAllowedError."""
    level = own_level(user, complaint)
    if level is None:
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if complaint.status not in OPEN:
        raise MoveNotAllowedError("Aduan ini sudah tidak berjalan.")
    with clock_refusals():
        pledge = pledging.pledge(complaint=complaint, level=level, until=until, user=user, now=now)
    record(complaint, "clock.pledged", now=now, actor=user, until=until.isoformat())
    tell_pledged(complaint, pledge, now=now)
    return pledge


def levels_above(user: User, complaint: Complaint) -> list[Level]:
    """To whom this user may take the case. A secret one is kept from those who could not open it."""
    own = own_level(user, complaint)
    higher = [level for level in Level if own and list(Level).index(level) > list(Level).index(own)]
    if own == Level.KOORDINATOR and complaint.opd_id:
        higher.insert(0, Level.KEPALA_OPD)
    return [level for level in higher if level not in KEPT_FROM or not complaint.is_secret]


def own_level(user: User, complaint: Complaint) -> Level | None:
    """Where this user stands on the ladder of the case; None where he has no part in it."""
    if is_coordinator(user):
        return Level.KOORDINATOR
    roles = {(membership.role, membership.opd_id) for membership in user.memberships.all()}
    above = () if complaint.is_secret else (Level.WALI_KOTA, Level.SEKDA)
    if level := next((level for level in above if (level, None) in roles), None):
        return level
    own = (Level.KEPALA_OPD, Role.PIMPINAN), (Level.KEPALA_BIDANG, Role.KEPALA_BIDANG), (Level.PETUGAS, Role.PETUGAS)
    return next((level for level, role in own if complaint.opd_id and (role, complaint.opd_id) in roles), None)
