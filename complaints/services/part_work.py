"""What the units of one case say to each other: a part is answered, and ends, with the unit that leads the case."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import clocks
from sla.models import ClockKind

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..live.announce import announce
from ..models import Complaint, Note
from ..permissions import can_act
from ..queries import running_parts
from ..workflow import WORKABLE, Status
from .ending import end_reading
from .events import record
from .state import change, move
from .telling import tell_part_finished, tell_part_returned, tell_shared


@transaction.atomic
def share_note(*, complaint: Complaint, text: str, user: User, now: datetime) -> Note:
    """Catatan bersama: read by all units of the case, never by the citizen. From the unit of a part it is the answer to
    the unit that leads: the part counts as accepted and begun.

    Raises NotAllowedError, InvalidInputError, MoveNotAllowedError when the case has no other unit.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(text):
        raise InvalidInputError("Catatan masih kosong.")
    if not (complaint.part_of_id or complaint.parts.exclude(status=Status.MERGED.value).exists()):
        raise MoveNotAllowedError("Aduan ini tidak terbagi, jadi tidak ada OPD lain yang membaca.")
    note = Note.objects.create(complaint=complaint, author=user, text=clean(text), is_shared=True, created_at=now)
    announce(complaint.part_of_id or complaint.pk)
    if complaint.part_of_id and Status(complaint.status) in WORKABLE:
        _begin(complaint, user, now)
    tell_shared(complaint, note.pk, author=user, now=now)
    return note


@transaction.atomic
def finish_part(*, complaint: Complaint, result: str, user: User, now: datetime) -> None:
    """Selesaikan bagian: the result goes to the unit that leads the case, and all clocks of the part stop. The citizen
    hears of it from that unit. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError."""
    part = complaint
    if not can_act(user, part):
        raise NotAllowedError("Bagian ini ditangani OPD lain.")
    if not clean(result):
        raise InvalidInputError("Tuliskan hasilnya untuk OPD penanggung jawab.")
    if part.part_of is None:
        raise MoveNotAllowedError("Ini bukan bagian dari aduan lain.")
    # The last two who finish at once wait for each other, so that one of them is the last.
    lead = Complaint.objects.select_for_update().get(pk=part.part_of.pk)
    move(part, Status.RESOLVED, resolution=clean(result), resolved_at=now, assignee=part.assignee or user)
    end_reading(complaint=part, now=now)
    clocks.resume(complaint=part, kinds=[ClockKind.RESOLVE], now=now)
    for kind in ClockKind:
        clocks.stop(complaint=part, kind=kind, now=now)
    record(part, "part.result_given", now=now, actor=user, reason=clean(result))
    record(lead, "part.finished", now=now, actor=user, number=part.number, name=_unit(part), reason=clean(result))
    tell_part_finished(part, lead, is_last=not running_parts(lead).exists(), now=now)


@transaction.atomic
def return_part(*, part: Complaint, reason: str, user: User, now: datetime) -> None:
    """Kembalikan: the unit that leads the case does not take the result; the part runs again with its promise. The time
    in which it counted as done is nobody's delay. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError."""
    lead = Complaint.objects.select_for_update(of=("self",)).filter(parts=part).first()
    if lead is None or not can_act(user, lead):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan apa yang masih kurang.")
    part.refresh_from_db()
    if part.status != Status.RESOLVED or Status(lead.status) in (Status.RESOLVED, Status.CLOSED):
        raise MoveNotAllowedError("Hanya hasil bagian dari aduan yang berjalan yang dapat dikembalikan.")
    move(part, Status.IN_PROGRESS, resolved_at=None)
    gap = "Dikembalikan OPD penanggung jawab"
    clocks.reopen(complaint=part, kind=ClockKind.RESOLVE, now=now, gap_reason=gap)
    for case in (part, lead):
        record(case, "part.returned", now=now, actor=user, number=part.number, name=_unit(part), reason=clean(reason))
    tell_part_returned(part, now=now)


def _begin(part: Complaint, user: User, now: datetime) -> None:
    facts = {"assignee": part.assignee or user, "answered_at": now}
    if part.status == Status.IN_PROGRESS:
        change(part, **facts)
    else:
        move(part, Status.IN_PROGRESS, **facts)
    clocks.stop(complaint=part, kind=ClockKind.ACCEPT, now=now)
    clocks.reassign(complaint=part, now=now)


def _unit(part: Complaint) -> str:
    return part.opd.short_name if part.opd else ""
