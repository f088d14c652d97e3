"""Perpanjangan: the unit asks for more time, the coordinator decides, the citizen is told."""

from datetime import date, datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import extensions
from sla.models import Extension

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError, clock_refusals
from ..models import Complaint
from ..permissions import can_act, is_coordinator
from ..workflow import WORKABLE
from .events import record
from .promising import tell_new_promise
from .telling import tell_extension_asked, tell_extension_decided


@transaction.atomic
def ask_extension(*, complaint: Complaint, until: date, reason: str, user: User, now: datetime) -> Extension:
    """Asks the coordinator to let the case be resolved by `until`; nothing moves until he decides.

    The citizen will read the reason. Raises NotAllowedError, InvalidInputError without a reason, MoveNotAllowedError.
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan alasan perpanjangan.")
    if complaint.status not in WORKABLE:
        raise MoveNotAllowedError("Aduan ini tidak sedang dikerjakan, jadi tenggatnya tidak dapat diperpanjang.")
    with clock_refusals():
        extension = extensions.ask(complaint=complaint, until=until, reason=clean(reason), user=user, now=now)
    facts = {"until": until.isoformat(), "reason": extension.reason}
    record(complaint, "clock.extension_asked", now=now, actor=user, extension=extension.pk, **facts)
    tell_extension_asked(complaint, extension.pk, now=now)
    return extension


@transaction.atomic
def decide_extension(*, extension: Extension, is_accepted: bool, remark: str, user: User, now: datetime) -> None:
    """The coordinator's word. Granted, the promise moves and the citizen is told the new date and the unit's reason;
    refused, it stays. Both dates stay on record. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError."""
    if not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang memutuskan perpanjangan.")
    if not clean(remark):
        raise InvalidInputError("Tuliskan alasan keputusan.")
    complaint: Complaint = extension.clock.complaint
    with clock_refusals():
        decided = extensions.decide(
            extension=extension, is_granted=is_accepted, remark=clean(remark), user=user, now=now
        )
    decided.clock.refresh_from_db()
    type_ = "clock.extended" if is_accepted else "clock.extension_refused"
    facts = {"reason": decided.remark, "due_at": decided.clock.due_at.isoformat(), "extension": decided.pk}
    record(complaint, type_, now=now, actor=user, **facts)
    if is_accepted:
        tell_new_promise(complaint=complaint, due_at=decided.clock.due_at, reason=decided.reason, now=now)
    tell_extension_decided(complaint, decided.pk, is_granted=is_accepted, now=now)
