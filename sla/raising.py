"""Naikkan: a case is taken up a level by hand, and that level is told in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from opd.models import User
from opd.notices import NoticeDraft, insert_notices

from .case import Case, NamedCase
from .errors import ClockRefusedError
from .models import Level, Pledge, Raise
from .quiet import daytime_from
from .recipients import Audience, Rung, audience_of, load_directory
from .wording import raise_body, raise_subject


@transaction.atomic
def raise_case(*, complaint: NamedCase, level: Level, reason: str, is_urgent: bool, user: User, now: datetime) -> Raise:
    """Takes the case up to `level` and tells whoever stands there, or the level above and the coordinator.

    The e-mail waits for the daytime of a working day unless the case is urgent. Raises ClockRefusedError while that
    level has been told by hand and nobody has said since that he sees to it.
    """
    if is_unanswered(complaint, level):
        raise ClockRefusedError(f"Aduan ini sudah dinaikkan ke {level.label} dan belum ditanggapi.")
    raised = Raise.objects.create(
        complaint_id=complaint.pk,
        level=level,
        reason=reason[:300],
        is_urgent=is_urgent,
        raised_by=user,
        raised_at=now,
    )
    rung = Rung(level, complaint.opd_id, complaint.assignee_id, complaint.is_secret)
    _tell(complaint, raised, audience_of(rung, load_directory({complaint.opd_id})), now)
    return raised


def is_unanswered(complaint: Case, level: Level) -> bool:
    """Whether the level was told by hand and no word has come since."""
    raised = Raise.objects.filter(complaint=complaint.pk, level=level).last()
    answered = Pledge.objects.filter(clock__complaint=complaint.pk)
    return raised is not None and not answered.filter(pledged_at__gte=raised.raised_at).exists()


def _tell(complaint: NamedCase, raised: Raise, audience: Audience, now: datetime) -> None:
    not_before = None if raised.is_urgent else daytime_from(now)
    insert_notices(drafts=_drafts(complaint, raised, audience, not_before), now=now)


def _drafts(
    complaint: NamedCase, raised: Raise, audience: Audience, not_before: datetime | None
) -> Collection[NoticeDraft]:
    subject, body = raise_subject(complaint.number, raised), raise_body(complaint.number, raised, audience)
    url = f"/aduan/{complaint.number}/"
    return [
        NoticeDraft(person, subject, body, url, f"raise:{raised.pk}", not_before) for person in sorted(audience.people)
    ]
