"""Contesting a clock that counts as late, once, and the coordinator's word on it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from opd.models import User

from .errors import ClockRefusedError
from .models import Dispute, SlaClock
from .queries import state_of

LATE = ("missed", "overdue")


@transaction.atomic
def contest(*, clock: SlaClock, statement: str, reference: str, user: User, now: datetime) -> Dispute:
    """Keeps why the clock should not count as late. It counts so until the coordinator has decided.

    Raises ClockRefusedError for a clock that is not late and for one that has been contested before.
    """
    if state_of(clock, now) not in LATE:
        raise ClockRefusedError("Tenggat ini tidak tercatat terlambat, jadi tidak perlu disanggah.")
    try:
        with transaction.atomic():
            return Dispute.objects.create(
                clock=clock, statement=statement, reference=reference[:200], raised_by=user, raised_at=now
            )
    except IntegrityError as error:
        raise ClockRefusedError("Tenggat ini sudah pernah disanggah.") from error


@transaction.atomic
def decide(*, dispute: Dispute, is_upheld: bool, remark: str, user: User, now: datetime) -> Dispute:
    """The coordinator's word, final: upheld, the clock no longer counts as late; its times stay. Raises
    ClockRefusedError when it is decided already."""
    undecided = Dispute.objects.filter(pk=dispute.pk, is_upheld=None)
    if not undecided.update(is_upheld=is_upheld, remark=remark[:300], decided_by=user, decided_at=now):
        raise ClockRefusedError("Sanggahan ini sudah diputuskan.")
    dispute.refresh_from_db()
    return dispute
