"""Urungkan in the verification queue: the case waits for its route again, as if nobody had decided."""

from datetime import datetime
from typing import Any

from django.db import transaction

from opd.labels import take_back_labels
from opd.models import User
from sla import clocks, undo

from ..errors import MoveNotAllowedError, NotAllowedError
from ..models import Complaint, RoutingDecision
from ..workflow import Status
from .events import record
from .state import move
from .telling import untell_unit
from .undo import remember_case

Outcome = RoutingDecision.Outcome
DECIDED = {Outcome.UNIT.value: Status.FORWARDED, Outcome.NONE.value: Status.REJECTED}


def remember_waiting(complaint: Complaint) -> dict[str, Any]:
    """The case as it waits in the queue, in a form that JSON takes."""
    return remember_case(complaint) | {"category": complaint.category_id}


def mark_decided(row: RoutingDecision, before: dict[str, Any]) -> None:
    """Keeps with the decision what take_back_decision needs, and up to which event nobody has touched the case."""
    newest = row.complaint.events.order_by("-pk").values_list("pk", flat=True).first()
    row.before = before | {"event": newest}
    row.save(update_fields=["before"])


def last_decision(user: User) -> RoutingDecision | None:
    """This user's newest decision in the queue when it can still be taken back."""
    rows = RoutingDecision.objects.filter(decided_by=user).select_related("complaint__opd", "opd")
    newest = rows.order_by("-decided_at", "-pk").first()
    return newest if newest and _is_untouched(newest, newest.complaint) else None


@transaction.atomic
def take_back_decision(*, decision: RoutingDecision, user: User, now: datetime) -> None:
    """Urungkan: state, clocks and category are as before the decision, the unit's notice and the label are withdrawn.

    The machine's suggestions stand again. Raises NotAllowedError (another person's decision), MoveNotAllowedError when
    anything has happened to the case since.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=decision.complaint_id)
    if decision.decided_by_id != user.pk:
        raise NotAllowedError("Hanya yang memutuskan dapat mengurungkannya.")
    if not _is_untouched(decision, complaint):
        raise MoveNotAllowedError("Aduan ini sudah berjalan lagi, jadi keputusannya tidak dapat diurungkan.")
    before = decision.before
    move(complaint, Status.NEW, opd=None, closed_at=None, category_id=before["category"])
    clocks.restore(complaint=complaint, cancelled_at=decision.decided_at)
    undo.restore(complaint=complaint, remembered=before["clocks"], now=now)
    clocks.reassign(complaint=complaint, now=now)
    take_back_labels(case=complaint.number, user=user, labelled_at=decision.decided_at)
    if decision.opd:
        untell_unit(complaint, decision.opd, told_at=decision.decided_at)
    _decide_as_before(decision, user, now)
    record(complaint, "complaint.decision_undone", now=now, actor=user)


def _is_untouched(decision: RoutingDecision, complaint: Complaint) -> bool:
    if not decision.before or complaint.status != DECIDED.get(decision.outcome):
        return False
    if complaint.opd_id != decision.opd_id:
        return False
    since = complaint.events.filter(pk__gt=decision.before["event"])
    return not (since.exists() or complaint.routing_decisions.filter(pk__gt=decision.pk).exists())


def _decide_as_before(decision: RoutingDecision, user: User, now: datetime) -> None:
    """The decision that stands again, so that the queue has its suggestions."""
    former = decision.complaint.routing_decisions.filter(pk__lt=decision.pk).last()
    RoutingDecision.objects.create(
        complaint=decision.complaint,
        outcome=Outcome.VERIFY,
        external_body=former.external_body if former else None,
        score=former.score if former else None,
        suggestions=former.suggestions if former else [],
        second=former.second if former else "",
        reason=former.reason if former else "",
        decided_by=user,
        decided_at=now,
    )
