"""Contesting a clock that counts as late, once, and the coordinator's word on it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from opd.models import User

from . import clocks
from .case import Case
from .errors import ClockRefusedError
from .models import ClockKind, Dispute, SlaClock
from .queries import state_of

LATE = ("missed", "overdue")


@transaction.atomic
def contest(*, complaint: Case, clock: SlaClock, statement: str, reference: str, user: User, now: datetime) -> Dispute:
    """Keeps why a clock of the case should not count as late. It counts so until the coordinator has decided, for which
    a clock of his own starts; several disputes of one case share it.

    Raises ClockRefusedError for a clock that is not late and for one that has been contested before.
    """
    if clock.kind == ClockKind.WINDOW or state_of(clock, now) not in LATE:
        raise ClockRefusedError("Tenggat ini tidak tercatat terlambat, jadi tidak perlu disanggah.")
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                clock=clock, statement=statement, reference=reference[:200], raised_by=user, raised_at=now
            )
    except IntegrityError as error:
        raise ClockRefusedError("Tenggat ini sudah pernah disanggah.") from error
    clocks.start(complaint=complaint, kinds=[ClockKind.DISPUTE], now=now)
    return dispute


@transaction.atomic
def decide(*, complaint: Case, dispute: Dispute, is_upheld: bool, remark: str, user: User, now: datetime) -> Dispute:
    """The coordinator's word on it, final: upheld, the clock no longer counts as late; its times stay. The last word on
    a case stops the clock of its disputes. Raises ClockRefusedError when it is decided already."""
    undecided = Dispute.objects.filter(pk=dispute.pk, is_upheld=None)
    if not undecided.update(is_upheld=is_upheld, remark=remark[:300], decided_by=user, decided_at=now):
        raise ClockRefusedError("Sanggahan ini sudah diputuskan.")
    if not Dispute.objects.filter(clock__complaint=complaint.pk, is_upheld=None).exists():
        clocks.stop(complaint=complaint, kind=ClockKind.DISPUTE, now=now)
    dispute.refresh_from_db()
    return dispute
