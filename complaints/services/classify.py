"""What a case is about, of which kind it is, and who may know of it."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.labels import forget_labels
from opd.models import Category, User
from opd.routing.categories import Candidate, choose_category
from sla import clocks
from sla.binding import bind_policy
from sla.models import ClockKind, SlaClock

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint
from ..permissions import can_act, is_coordinator
from ..workflow import KIND_LABELS, OPEN, Kind
from .events import record
from .incidents import leave_when_secret
from .promising import tell_new_promise
from .state import change
from .telling import tell_confined


@transaction.atomic
def guess_category(*, complaint: Complaint, likely_unit: str | None, now: datetime) -> None:
    """Sets the category when text and unit give one with a reason; the reason stands in the event.

    `likely_unit` is the router's best code while no unit has the case. What a person has chosen stays, and so does
    an earlier guess when this one finds nothing.
    """
    if complaint.events.filter(type="complaint.category_set").exists():
        return
    rows = Category.objects.filter(is_active=True).select_related("opd", "part_of")
    categories = {row.code: row for row in rows}
    unit = complaint.opd.code if complaint.opd else likely_unit
    candidates = [_candidate(row) for row in categories.values()]
    choice = choose_category(complaint.text, unit, candidates, is_decided=complaint.opd is not None)
    if choice is None or categories[choice.code] == complaint.category:
        return
    category = categories[choice.code]
    change(complaint, category=category)
    record(
        complaint,
        "complaint.category_guessed",
        now=now,
        code=category.code,
        name=category.name,
        reason=choice.reason,
    )


@transaction.atomic
def set_category(*, complaint: Complaint, category: Category | None, user: User, now: datetime) -> None:
    """An officer's choice of the category, or of none. From then on no rule touches it, and the promise of that
    category binds; a later date is told to the citizen. Raises NotAllowedError."""
    _require(user, complaint)
    former = complaint.category
    change(complaint, category=category)
    record(
        complaint,
        "complaint.category_set",
        now=now,
        actor=user,
        code=category.code if category else "",
        name=category.name if category else "tanpa kategori",
        former=former.name if former else "tanpa kategori",
    )
    _follow_promise(complaint, category, now)


@transaction.atomic
def change_kind(*, complaint: Complaint, kind: str, reason: str, user: User, now: datetime) -> None:
    """A person's decision of the kind (PermenPANRB 62/2018): the open clocks are counted anew from their own start.

    Berkadar pengawasan makes the case secret and its citizen anonymous, and tells head and coordinator, who alone see
    it besides its holder. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError.
    """
    _lock(complaint)
    _require(user, complaint)
    former = complaint.kind
    if kind not in KIND_LABELS or kind == former:
        raise InvalidInputError("Pilih jenis yang berbeda dari sekarang.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan alasan perubahan jenis.")
    _require_whole(complaint)
    if complaint.status not in OPEN:
        raise MoveNotAllowedError("Jenis hanya dapat diubah selama aduan belum selesai.")
    hidden = {"is_anonymous": True, "is_secret": True} if kind == Kind.BERKADAR else {}
    was_secret = complaint.is_secret
    change(complaint, kind=kind, **hidden)
    clocks.change_kind(complaint=complaint, now=now)
    _follow_in_parts(complaint, now)
    record(
        complaint,
        "complaint.kind_changed",
        now=now,
        actor=user,
        kind=kind,
        name=KIND_LABELS[kind],
        former=KIND_LABELS[former],
        reason=clean(reason),
        due_at=clocks.promised_at(complaint=complaint).isoformat(),
    )
    if complaint.is_secret and not was_secret:
        forget_labels(case=complaint.number)
        leave_when_secret(complaint=complaint, user=user, now=now)
        tell_confined(complaint, now=now)


@transaction.atomic
def set_secrecy(
    *, complaint: Complaint, is_anonymous: bool, is_secret: bool, reason: str, user: User, now: datetime
) -> None:
    """Anonim and rahasia, two independent flags. Any officer of the case sets them, the coordinator alone takes one
    off. Raises NotAllowedError, InvalidInputError."""
    _lock(complaint)
    _require(user, complaint)
    was_secret = complaint.is_secret
    opens = (complaint.is_anonymous and not is_anonymous) or (was_secret and not is_secret)
    if opens and not is_coordinator(user):
        raise NotAllowedError("Hanya koordinator yang dapat membuka kerahasiaan aduan.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan alasan perubahan kerahasiaan.")
    _require_whole(complaint)
    if (is_anonymous, is_secret) == (complaint.is_anonymous, was_secret):
        raise InvalidInputError("Kerahasiaan aduan ini sudah demikian.")
    change(complaint, is_anonymous=is_anonymous, is_secret=is_secret)
    _follow_in_parts(complaint, now)
    facts = {"anonymous": is_anonymous, "secret": is_secret, "reason": clean(reason)}
    record(complaint, "complaint.secrecy_changed", now=now, actor=user, **facts)
    if is_secret and not was_secret:
        forget_labels(case=complaint.number)
        leave_when_secret(complaint=complaint, user=user, now=now)
        tell_confined(complaint, now=now)


def _require_whole(complaint: Complaint) -> None:
    if complaint.part_of:
        raise MoveNotAllowedError(f"Jenis dan kerahasiaan mengikuti aduan utama, {complaint.part_of.number}.")


def _follow_in_parts(complaint: Complaint, now: datetime) -> None:
    """Kind and secrecy are the whole case's: its parts have the same, whichever unit has them."""
    for part in Complaint.objects.select_for_update().filter(part_of=complaint).order_by("pk"):
        change(part, kind=complaint.kind, is_anonymous=complaint.is_anonymous, is_secret=complaint.is_secret)
        if part.status in OPEN:
            clocks.change_kind(complaint=part, now=now)


def _follow_promise(complaint: Complaint, category: Category | None, now: datetime) -> None:
    running = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.RESOLVE, is_open=True)
    former = running.values_list("due_at", flat=True).first()
    bind_policy(complaint=complaint, may_lengthen=category is not None, now=now)
    due_at = running.values_list("due_at", flat=True).first()
    if former and due_at and category and due_at > former:
        reason = f"aduan ini termasuk {category.name}, yang mempunyai janji layanan sendiri."
        tell_new_promise(complaint=complaint, due_at=due_at, reason=reason, now=now)


def _candidate(row: Category) -> Candidate:
    unit, wider = (owner.code if owner else None for owner in (row.opd, row.part_of))
    return Candidate(row.code, unit, tuple(row.keywords or ()), wider)


def _lock(complaint: Complaint) -> None:
    # A form that was opened before a flag was set must not take it off unseen.
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update())


def _require(user: User, complaint: Complaint) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
