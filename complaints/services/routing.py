"""Who is responsible: the machine's decision, and the person's who overrules it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from opd.models import ExternalBody, Opd, User
from opd.router import route_text
from opd.routing.decide import Decision
from sla import clocks
from sla.binding import bind_policy
from sla.models import ClockKind

from ..errors import InvalidInputError, NotAllowedError
from ..models import Complaint, RoutingDecision
from ..permissions import is_coordinator, is_settled
from ..workflow import Status
from .classify import guess_category
from .ending import end_clocks
from .events import record
from .handing_over import check_closing, hand_over
from .learning import learn
from .referring import refer
from .retracting import mark_decided, remember_waiting
from .state import change, move

Outcome = RoutingDecision.Outcome


@transaction.atomic
def route(*, complaint: Complaint, now: datetime) -> RoutingDecision:
    """Lets the model decide. Above the unit's threshold the complaint goes to the unit alone, below it, or where a
    rule failed, it stands in the verification queue with three suggestions and the reason. Never touches a complaint
    that a person has decided."""
    kelurahan = complaint.kelurahan.code if complaint.kelurahan else None
    decision = route_text(complaint.text, kelurahan, now)
    row = _keep(complaint, decision, now)
    if row.outcome == Outcome.UNIT and row.opd:
        hand_over(complaint, row.opd, now=now, actor=None, score=decision.score)
    guess_category(complaint=complaint, likely_unit=decision.code, now=now)
    bind_policy(complaint=complaint, may_lengthen=False, now=now)
    return row


@transaction.atomic
def verify(
    *,
    complaint: Complaint,
    outcome: str,
    opd: Opd | None,
    external_body: ExternalBody | None,
    reason: str,
    user: User,
    now: datetime,
) -> RoutingDecision:
    """A person's decision in the verification queue. Every one is a label for the next training.

    Raises NotAllowedError, InvalidInputError, MoveNotAllowedError.
    """
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat memverifikasi rute.")
    if outcome == Outcome.UNIT and opd is None:
        raise InvalidInputError("Pilih OPD yang menangani.")
    if outcome == Outcome.REFER and external_body is None:
        raise InvalidInputError("Pilih lembaga yang dituju.")
    if outcome == Outcome.REFER and external_body:
        referral = refer(complaint=complaint, external_body=external_body, reason=reason, user=user, now=now)
        return referral.decision
    if outcome == Outcome.NONE:
        check_closing(complaint, reason)
    before = remember_waiting(complaint)
    row = RoutingDecision.objects.create(
        complaint=complaint,
        outcome=outcome,
        opd=opd,
        reason=reason.strip(),
        decided_by=user,
        decided_at=now,
    )
    if outcome == Outcome.UNIT and opd:
        hand_over(complaint, opd, now=now, actor=user, score=None, is_final=is_settled(complaint))
        guess_category(complaint=complaint, likely_unit=opd.code, now=now)
        bind_policy(complaint=complaint, may_lengthen=False, now=now)
    else:
        _reject(complaint, row, user=user, now=now)
    learn(complaint=complaint, code=row.opd.code if row.opd else "NONE", user=user, now=now)
    mark_decided(row, before)
    return row


def _keep(complaint: Complaint, decision: Decision, now: datetime) -> RoutingDecision:
    is_sure = decision.is_sure(settings.ROUTING_THRESHOLD)
    opd = Opd.objects.filter(code=decision.code, is_active=True).first() if is_sure else None
    return RoutingDecision.objects.create(
        complaint=complaint,
        outcome=Outcome.UNIT if opd else Outcome.VERIFY,
        opd=opd,
        external_body=ExternalBody.objects.filter(code=decision.refer_to).first() if decision.refer_to else None,
        score=decision.score,
        suggestions=[[code, score] for code, score in decision.top],
        second=decision.second or "",
        reason=decision.reason,
        model_version=decision.model_version,
        decided_at=now,
    )


def _reject(complaint: Complaint, row: RoutingDecision, *, user: User, now: datetime) -> None:
    move(complaint, Status.REJECTED, closed_at=now)
    record(complaint, "complaint.rejected", now=now, actor=user, outcome=row.outcome, reason=row.reason)
    clocks.stop(complaint=complaint, kind=ClockKind.VERIFY, now=now)
    end_clocks(complaint=complaint, now=now)


def note_place(*, complaint: Complaint, kelurahan_id: int | None) -> None:
    """Sets the kelurahan of a complaint that has none yet."""
    if kelurahan_id and not complaint.kelurahan_id:
        change(complaint, kelurahan_id=kelurahan_id)
