"""Rujuk: the matter of a body outside the city. The citizen is told what happens now and what the city still does."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.labels import forget_labels
from opd.models import ExternalBody, User
from sla import clocks
from sla.models import ClockKind, SlaClock

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, Referral, Reply, RoutingDecision
from ..permissions import can_act, is_coordinator
from ..queries import find_conversation
from ..window import is_window_open
from ..wording import referral_text, referral_undone_text
from ..workflow import OPEN, Status
from .ending import end_clocks
from .events import record
from .handing_over import check_closing, hand_over
from .learning import learn
from .state import move
from .telling import tell_referred

Outcome = RoutingDecision.Outcome
KEPT_BY_ACTING = (ClockKind.VERIFY, ClockKind.ACCEPT)


@transaction.atomic
def refer(*, complaint: Complaint, external_body: ExternalBody, reason: str, user: User, now: datetime) -> Referral:
    """Rujuk: the case leaves the city, and its clocks end without a verdict. Where a unit of the city keeps such
    matters (roads of other authorities) the case goes to that unit instead, and its clocks run on.

    The citizen gets the text of that body, after the seconds in which it may be undone; while the window is shut it is
    held until he writes. Raises NotAllowedError, InvalidInputError without a reason, MoveNotAllowedError.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    keeper, former = external_body.keeper, (complaint.status, complaint.opd)
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if Status(complaint.status) not in OPEN:
        raise MoveNotAllowedError("Aduan ini tidak sedang berjalan, jadi tidak dapat dirujuk.")
    if keeper is None:
        check_closing(complaint, reason)
    elif not clean(reason):
        raise InvalidInputError("Tuliskan alasannya.")
    decision = _decide(complaint, external_body, clean(reason), user, now)
    learn(complaint=complaint, code=keeper.code if keeper else external_body.code, user=user, now=now)
    facts = {"code": external_body.code, "name": external_body.name, "reason": clean(reason)}
    if keeper:
        hand_over(complaint, keeper, now=now, actor=user, score=None)
        record(complaint, "complaint.kept", now=now, actor=user, unit=keeper.short_name, **facts)
    else:
        _send_away(complaint, now)
        record(complaint, "complaint.referred", now=now, actor=user, **facts)
        tell_referred(complaint, actor=user, body=external_body.name, now=now)
    return Referral.objects.create(
        complaint=complaint,
        decision=decision,
        keeper=keeper,
        former_status=former[0],
        former_opd=former[1],
        reply=_tell(complaint, referral_text(complaint, external_body), now),
        referred_at=now,
    )


@transaction.atomic
def undo_referral(*, referral: Referral, user: User, now: datetime) -> None:
    """Urungkan: the case is as it was, with its clocks; what the citizen has not been sent is taken back, otherwise he
    is told. By who referred it, or the coordinator.

    Raises NotAllowedError, MoveNotAllowedError (undone already, or the case has gone on since).
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=referral.complaint_id)
    body = referral.decision.external_body
    if user.pk != referral.decision.decided_by_id and not is_coordinator(user):
        raise NotAllowedError("Hanya yang merujuk atau koordinator yang dapat mengurungkannya.")
    if not Referral.objects.filter(pk=referral.pk, undone_at=None).update(undone_by=user, undone_at=now):
        raise MoveNotAllowedError("Rujukan ini sudah diurungkan.")
    if complaint.referrals.filter(pk__gt=referral.pk).exists() or not _is_where_it_went(complaint, referral):
        raise MoveNotAllowedError("Aduan ini sudah berjalan lagi, jadi rujukannya tidak dapat diurungkan.")
    _bring_back(complaint, referral, now)
    _decide_as_before(complaint, referral, user, now)
    forget_labels(case=complaint.number)
    name = body.name if body else ""
    record(complaint, "complaint.referral_undone", now=now, actor=user, name=name)
    if not _take_back(referral.reply):
        _tell(complaint, referral_undone_text(complaint, name), now)


def _decide(complaint: Complaint, body: ExternalBody, reason: str, user: User, now: datetime) -> RoutingDecision:
    return RoutingDecision.objects.create(
        complaint=complaint,
        outcome=Outcome.UNIT if body.keeper else Outcome.REFER,
        opd=body.keeper,
        external_body=body,
        reason=reason,
        decided_by=user,
        decided_at=now,
    )


def _send_away(complaint: Complaint, now: datetime) -> None:
    move(complaint, Status.REFERRED, closed_at=now)
    for kind in KEPT_BY_ACTING:
        clocks.stop(complaint=complaint, kind=kind, now=now)
    end_clocks(complaint=complaint, now=now)


def _is_where_it_went(complaint: Complaint, referral: Referral) -> bool:
    """Nobody has done anything with the case since: it is away, or with its keeper and untouched."""
    if referral.keeper_id is None:
        return complaint.status == Status.REFERRED
    stayed = referral.former_opd_id == referral.keeper_id
    return stayed or (complaint.opd_id == referral.keeper_id and complaint.status == Status.FORWARDED)


def _bring_back(complaint: Complaint, referral: Referral, now: datetime) -> None:
    if referral.keeper_id is None:
        move(complaint, Status(referral.former_status), closed_at=None)
        clocks.restore(complaint=complaint, cancelled_at=referral.referred_at)
    elif referral.former_opd_id != referral.keeper_id:
        move(complaint, Status.FORWARDED if referral.former_opd_id else Status.NEW, opd=referral.former_opd)
        if referral.former_opd_id is None:
            clocks.cancel(complaint=complaint, kinds=[ClockKind.ACCEPT], now=now)
    stopped = SlaClock.objects.filter(complaint=complaint, stopped_at=referral.referred_at, kind__in=KEPT_BY_ACTING)
    for kind in stopped.values_list("kind", flat=True):
        clocks.reopen(complaint=complaint, kind=ClockKind(kind), now=now)
    clocks.reassign(complaint=complaint, now=now)


def _decide_as_before(complaint: Complaint, referral: Referral, user: User, now: datetime) -> None:
    """The decision that stands again, so that the queue has its suggestions."""
    former = complaint.routing_decisions.filter(pk__lt=referral.decision_id).last()
    RoutingDecision.objects.create(
        complaint=complaint,
        outcome=former.outcome if former else Outcome.VERIFY,
        opd=former.opd if former else None,
        suggestions=former.suggestions if former else [],
        second=former.second if former else "",
        reason="Rujukan diurungkan.",
        decided_by=user,
        decided_at=now,
    )


def _take_back(reply: Reply | None) -> bool:
    """Whether the citizen has not been told, and now will not be."""
    if reply is None:
        return True
    waiting = Reply.objects.filter(pk=reply.pk, status__in=[Reply.Status.PENDING, Reply.Status.HELD], attempts=0)
    return bool(waiting.update(status=Reply.Status.CANCELLED))


def _tell(complaint: Complaint, text: str, now: datetime) -> Reply | None:
    """None where everybody would read it, and for a part: its citizen hears from the unit that leads."""
    conversation = None if complaint.part_of_id else find_conversation(complaint)
    if conversation is None or conversation.is_public:
        return None
    is_open = is_window_open(conversation, now)
    return Reply.objects.create(
        conversation=conversation,
        complaint=complaint,
        kind=Reply.Kind.PROMPT,
        text=text,
        status=Reply.Status.PENDING if is_open else Reply.Status.HELD,
        created_at=now,
        next_attempt_at=now + timedelta(seconds=settings.UNDO_SECONDS.get(conversation.channel, 0)),
    )
