"""Naikkan: a case is taken up a level by hand, and that level is told in the same transaction."""

from datetime import datetime

from django.db import transaction

from opd.models import User
from opd.notices import NoticeDraft, insert_notices

from .calendars import current_calendar
from .case import Case, NamedCase
from .errors import ClockRefusedError
from .models import Level, Pledge, Raise
from .quiet import daytime_from
from .recipients import Audience, Directory, Rung, audience_of, load_directory
from .wording import RED_LINE, raise_body, raise_subject
from .working_time import unit_calendar


@transaction.atomic
def raise_case(*, complaint: NamedCase, level: Level, reason: str, is_urgent: bool, user: User, now: datetime) -> Raise:
    """Takes the case up to `level` and tells whoever stands there, or the level above and the coordinator.

    The e-mail waits for the daytime of a working day unless it is urgent or the case red. Raises ClockRefusedError
    while that level has been told by hand and nobody has said since that he sees to it.
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
    _tell(complaint, raised, rung, load_directory({complaint.opd_id}), now)
    return raised


def is_unanswered(complaint: Case, level: Level) -> bool:
    """Whether the level was told by hand and no word has come since."""
    raised = Raise.objects.filter(complaint=complaint.pk, level=level).last()
    answered = Pledge.objects.filter(clock__complaint=complaint.pk)
    return raised is not None and not answered.filter(pledged_at__gte=raised.raised_at).exists()


def _tell(complaint: NamedCase, raised: Raise, rung: Rung, directory: Directory, now: datetime) -> None:
    audience, calendar = audience_of(rung, directory), current_calendar()
    own = daytime_from(now, unit_calendar(calendar, complaint.opd_id, complaint.category_id))
    city = daytime_from(now, calendar)
    leaves_now = raised.is_urgent or complaint.is_red
    drafts = []
    for person in sorted(audience.people):
        daytime = own if directory.is_colleague(person, complaint.opd_id) else city
        drafts.append(_draft(complaint, raised, audience, person, None if leaves_now else daytime))
    insert_notices(drafts=drafts, now=now)


def _draft(
    complaint: NamedCase, raised: Raise, audience: Audience, person: int, not_before: datetime | None
) -> NoticeDraft:
    subject, body = raise_subject(complaint.number, raised), raise_body(complaint.number, raised, audience)
    body = f"{body}\n{RED_LINE}" if complaint.is_red else body
    return NoticeDraft(person, subject, body, f"/aduan/{complaint.number}/", f"raise:{raised.pk}", not_before)
