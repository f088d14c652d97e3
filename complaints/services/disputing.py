"""Sanggahan: an officer contests a late clock with evidence, the coordinator decides."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import disputes
from sla.models import Dispute, SlaClock

from ..errors import InvalidInputError, NotAllowedError, clock_refusals
from ..models import Complaint
from ..permissions import can_act, is_coordinator
from .events import record
from .telling import tell_dispute, tell_dispute_decided


@transaction.atomic
def contest_clock(
    *, complaint: Complaint, clock: SlaClock, statement: str, reference: str, user: User, now: datetime
) -> Dispute:
    """Contests that a clock of the case counts as late; each clock once. Raises NotAllowedError, InvalidInputError
    without a statement, MoveNotAllowedError for a clock that is not late."""
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(statement):
        raise InvalidInputError("Tuliskan isi sanggahan dan buktinya.")
    with clock_refusals():
        dispute = disputes.contest(
            complaint=complaint,
            clock=clock,
            statement=clean(statement),
            reference=clean(reference),
            user=user,
            now=now,
        )
    record(complaint, "clock.contested", now=now, actor=user, name=clock.get_kind_display(), clock=clock.pk)
    tell_dispute(complaint, dispute, now=now)
    return dispute


@transaction.atomic
def decide_dispute(*, dispute: Dispute, is_accepted: bool, remark: str, user: User, now: datetime) -> None:
    """The coordinator's word on it, final. Accepted, the clock no longer counts as late; count and decision both stay
    in the monthly list. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError."""
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang memutuskan sanggahan.")
    if not clean(remark):
        raise InvalidInputError("Tuliskan alasan keputusan.")
    complaint: Complaint = dispute.clock.complaint
    with clock_refusals():
        decided = disputes.decide(
            complaint=complaint, dispute=dispute, is_upheld=is_accepted, remark=clean(remark), user=user, now=now
        )
    type_ = "clock.dispute_upheld" if is_accepted else "clock.dispute_refused"
    name = decided.clock.get_kind_display()
    record(complaint, type_, now=now, actor=user, name=name, reason=decided.remark, clock=decided.clock_id)
    tell_dispute_decided(complaint, decided, now=now)
