"""The end of a case, and its beginning again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import User
from sla import clocks
from sla.models import ClockKind

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, HeldPhoto, Reply
from ..permissions import can_act
from ..queries import running_parts
from ..workflow import Status
from .ending import end_reading
from .events import record
from .replies import tell_result
from .result_photos import Upload, attach_photos, choose_photos
from .state import move
from .telling import tell_reopened


def resolve_with_photos(
    *,
    complaint: Complaint,
    resolution: str,
    uploads: Sequence[Upload],
    kept: Mapping[str, str],
    are_shown: bool,
    user: User,
    now: datetime,
    override_reason: str = "",
) -> Reply:
    """resolve, with photos of the work: new ones, and those of `kept` that are held from an earlier try. Raises what
    resolve and choose_photos raise; the photos of a result that was refused stay held for their officer."""
    photos = choose_photos(complaint=complaint, uploads=uploads, kept=kept, user=user, now=now)
    return resolve(
        complaint=complaint,
        resolution=resolution,
        user=user,
        now=now,
        photos=photos,
        are_shown=are_shown,
        override_reason=override_reason,
    )


@transaction.atomic
def resolve(
    *,
    complaint: Complaint,
    resolution: str,
    user: User,
    now: datetime,
    photos: Sequence[HeldPhoto] = (),
    are_shown: bool = False,
    override_reason: str = "",
) -> Reply:
    """Selesaikan: the result is told to the citizen, and all clocks of the case stop.

    The photos stand with the result; the citizen sees them on his page when `are_shown`. Raises NotAllowedError,
    InvalidInputError, FindingsError, MoveNotAllowedError (also for a part, and while other units have parts that are
    not settled).
    """
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(resolution):
        raise InvalidInputError("Tuliskan hasilnya untuk pelapor.")
    _require_whole(complaint)
    reply = tell_result(
        complaint=complaint,
        text=clean(resolution),
        user=user,
        version=complaint.version,
        now=now,
        override_reason=override_reason,
    )
    complaint.refresh_from_db()
    move(complaint, Status.RESOLVED, resolution=clean(resolution), resolved_at=now)
    attach_photos(reply=reply, photos=photos, are_shown=are_shown, user=user, now=now)
    record(complaint, "complaint.resolved", now=now, actor=user, photos=len(photos))
    end_reading(complaint=complaint, now=now)
    clocks.resume(complaint=complaint, kinds=[ClockKind.RESOLVE], now=now)
    for kind in ClockKind:
        clocks.stop(complaint=complaint, kind=kind, now=now)
    return reply


def _require_whole(complaint: Complaint) -> None:
    """The citizen hears once that his case is solved: from the unit that leads it, when all parts are."""
    if complaint.part_of_id:
        raise MoveNotAllowedError("Hasil bagian ini disampaikan kepada OPD penanggung jawab.")
    units = [part.opd.short_name if part.opd else part.number for part in running_parts(complaint)]
    if units:
        raise MoveNotAllowedError(f"Bagian yang belum selesai: {', '.join(units)}. Aduan selesai bila semua selesai.")


@transaction.atomic
def reopen(*, complaint: Complaint, now: datetime) -> None:
    """Buka kembali, because the citizen wrote again: the promise of resolving runs on, and the agency is told.

    The days in which the matter counted as done are nobody's delay. Raises MoveNotAllowedError.
    """
    if complaint.status not in (Status.RESOLVED, Status.CLOSED, Status.REFERRED):
        raise MoveNotAllowedError("Aduan ini belum selesai, jadi tidak perlu dibuka kembali.")
    # A case that was withdrawn before anybody had it waits for its route again.
    status = Status.IN_PROGRESS if complaint.opd_id else Status.NEW
    move(complaint, status, resolved_at=None, closed_at=None)
    record(complaint, "complaint.reopened", now=now)
    clock = clocks.reopen(
        complaint=complaint, kind=ClockKind.RESOLVE, now=now, gap_reason="Dibuka kembali oleh pelapor"
    )
    if clock is None:
        clocks.start(complaint=complaint, kinds=[ClockKind.RESOLVE], now=now)
    if status == Status.NEW:
        clocks.start(complaint=complaint, kinds=[ClockKind.VERIFY], now=now)
    tell_reopened(complaint, now=now)
