"""A case on its way to a unit or out of the city: what routing, parts and referrals have in common."""

from datetime import datetime

from opd.models import Opd, User
from sla import clocks
from sla.models import ClockKind

from ..errors import InvalidInputError, MoveNotAllowedError
from ..models import Complaint
from ..queries import running_parts
from ..workflow import Status
from .events import record
from .state import move
from .telling import tell_unit

FINAL = "Koordinator sudah memutuskan OPD untuk aduan ini. Keputusannya final."


def hand_over(
    complaint: Complaint, opd: Opd, *, now: datetime, actor: User | None, score: float | None, is_final: bool = False
) -> None:
    """Gives the case to the unit, and tells it; nothing for a case that it has. The clock of accepting begins, and no
    other due time moves."""
    if complaint.opd_id == opd.pk and complaint.status != Status.NEW:
        return
    move(complaint, Status.FORWARDED, opd=opd, assignee=None)
    facts = {"opd": opd.code, "name": opd.short_name, "score": score, "is_final": is_final}
    record(complaint, "complaint.routed", now=now, actor=actor, **facts)
    clocks.stop(complaint=complaint, kind=ClockKind.VERIFY, now=now)
    clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=now)
    clocks.reassign(complaint=complaint, now=now)
    tell_unit(complaint, opd, now=now)


def check_closing(complaint: Complaint, reason: str) -> None:
    """Before a case leaves the city. Raises InvalidInputError without a reason, MoveNotAllowedError while other units
    have parts of it."""
    if not reason.strip():
        raise InvalidInputError("Tuliskan alasannya.")
    if running_parts(complaint).exists():
        raise MoveNotAllowedError(
            "OPD lain masih memegang bagian aduan ini. Urungkan pemecahannya, atau serahkan aduan ini ke salah satunya."
        )
