"""What people decide about a route becomes a label for the next training."""

from datetime import datetime

from opd.labels import Origin, add_label, forget_labels, has_labels
from opd.models import User

from ..models import Complaint, Mention, RoutingDecision

NONE = "NONE"


def learn(*, complaint: Complaint, code: str, user: User, now: datetime) -> None:
    """Keeps that a person gave the case to `code`: a confirmation where the router thought so, else a correction.

    A secret case teaches nothing: its words stay where they are.
    """
    guess = _guessed_code(_guess(complaint))
    _keep(complaint, code=code, origin=Origin.CONFIRMATION if guess == code else Origin.CORRECTION, user=user, now=now)


def learn_acceptance(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Keeps that the unit took a case that the router alone had given it. A person's earlier word stands."""
    if complaint.opd and not has_labels(complaint.number):
        learn(complaint=complaint, code=complaint.opd.code, user=user, now=now)


def learn_refusal(*, complaint: Complaint, code: str, user: User, now: datetime) -> None:
    """Keeps that `code` says the case is not its own."""
    _keep(complaint, code=code, origin=Origin.REFUSAL, user=user, now=now)


def learn_mention(*, mention: Mention, is_complaint: bool, user: User, now: datetime) -> None:
    """Keeps what a person says of a public comment that the filter took for no complaint: that it is none, or, as of a
    unit that refuses a case, that it does not belong there."""
    if not mention.message.text:
        return
    add_label(
        case=_case_of(mention),
        text=mention.message.text,
        code=NONE,
        origin=Origin.REFUSAL if is_complaint else Origin.CONFIRMATION,
        guess=NONE,
        score=mention.score,
        model_version=mention.model_version,
        user=user,
        now=now,
    )


def unlearn_mention(*, mention: Mention) -> None:
    """Forgets what learn_mention kept, when the decision is taken back."""
    forget_labels(case=_case_of(mention))


def _case_of(mention: Mention) -> str:
    # Beside the number of a case that it becomes: that one is taught by whoever routes it.
    return f"SEBUTAN-{mention.pk}"


def _guess(complaint: Complaint) -> RoutingDecision | None:
    return complaint.routing_decisions.filter(decided_by=None).exclude(model_version="").last()


def _guessed_code(decision: RoutingDecision | None) -> str:
    if decision is None:
        return ""
    if decision.opd:
        return decision.opd.code
    return str(decision.suggestions[0][0]) if decision.suggestions else ""


def _keep(complaint: Complaint, *, code: str, origin: Origin, user: User, now: datetime) -> None:
    # The words of a part are an officer's, and nobody's who complains.
    if complaint.is_secret or complaint.part_of_id or not complaint.text:
        return
    decision = _guess(complaint)
    add_label(
        case=complaint.number,
        text=complaint.text,
        code=code,
        origin=origin,
        guess=_guessed_code(decision),
        score=decision.score if decision else None,
        model_version=decision.model_version if decision else "",
        user=user,
        now=now,
    )
