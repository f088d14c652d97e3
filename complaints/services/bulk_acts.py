"""One act over selected cases, case by case wholly or not at all, and one undo for the whole of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from opd.labels import take_back_labels
from opd.models import User

from ..errors import ComplaintError, InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import BulkAct, BulkCase, Complaint, Reply, Snooze, Tag
from ..permissions import can_act
from . import handling, next_steps, snoozing, tagging
from .events import record
from .telling import untell_handed_on
from .undo import remember_case, restore_case
from .withdrawing import cancel_reply

MOST = 50
UNDO_WITHIN = timedelta(minutes=15)
Kind = BulkAct.Kind
Facts = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What is wanted of each case. `versions` are the cases as the officer saw them, by key; a message to a citizen is
    written to no case that has changed since."""

    kind: Kind
    colleague: User | None = None
    until: datetime | None = None
    tag: str = ""
    versions: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def act_on_many(*, complaints: Sequence[Complaint], wish: Wish, user: User, now: datetime) -> BulkAct:
    """Does the act to each case as if it stood alone: what one case refuses is noted with its reason, and done to the
    others. Raises InvalidInputError for no case, or more than MOST."""
    if not complaints:
        raise InvalidInputError("Pilih dahulu aduannya.")
    if len(complaints) > MOST:
        raise InvalidInputError(f"Pilih paling banyak {MOST} aduan.")
    act = BulkAct.objects.create(user=user, kind=wish.kind, made_at=now)
    # In the order of their keys, so that two who act on the same cases wait for each other and never deadlock.
    rows = [_try(act, complaint, wish, user, now) for complaint in sorted(complaints, key=lambda case: case.pk)]
    BulkCase.objects.bulk_create(rows)
    return act


@transaction.atomic
def undo_act(*, act: BulkAct, user: User, now: datetime) -> None:
    """Takes the act back from every case to which nothing has happened since; the others keep their reason. Raises
    NotAllowedError (another's act), MoveNotAllowedError (taken back already, or too late)."""
    if act.user_id != user.pk:
        raise NotAllowedError("Hanya yang melakukannya dapat mengurungkannya.")
    if now > act.made_at + UNDO_WITHIN:
        raise MoveNotAllowedError("Waktu untuk mengurungkan sudah lewat.")
    if not BulkAct.objects.filter(pk=act.pk, undone_at=None).update(undone_at=now):
        raise MoveNotAllowedError("Tindakan ini sudah diurungkan.")
    act.refresh_from_db()
    for row in act.cases.filter(is_done=True).select_related("complaint").order_by("complaint_id"):
        _try_back(act, row, user, now)


def _try(act: BulkAct, complaint: Complaint, wish: Wish, user: User, now: datetime) -> BulkCase:
    try:
        with transaction.atomic():
            before = _DO[wish.kind](complaint, wish, user, now)
    except ComplaintError as refusal:
        return BulkCase(act=act, complaint=complaint, is_done=False, refusal=str(refusal))
    return BulkCase(act=act, complaint=complaint, before=before, is_done=True)


def _try_back(act: BulkAct, row: BulkCase, user: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            _UNDO[Kind(act.kind)](row, user, now)
            BulkCase.objects.filter(pk=row.pk).update(is_done=False)
    except ComplaintError as refusal:
        BulkCase.objects.filter(pk=row.pk).update(refusal=str(refusal))


def _take(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    before = remember_case(complaint)
    handling.take(complaint=complaint, user=user, now=now)
    return before | _newest_event(complaint)


def _release(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    before = remember_case(complaint)
    handling.release(complaint=complaint, user=user, now=now)
    return before | _newest_event(complaint)


def _hand_on(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    if wish.colleague is None:
        raise InvalidInputError("Pilih rekan.")
    before = remember_case(complaint)
    handling.hand_on(complaint=complaint, colleague=wish.colleague, user=user, now=now)
    return before | {"told_version": complaint.version} | _newest_event(complaint)


def _snooze(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    if wish.until is None:
        raise InvalidInputError("Pilih sampai kapan aduan ini ditunda.")
    return {"snooze": snoozing.snooze(complaint=complaint, until=wish.until, user=user, now=now).pk}


def _tag(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    if not tagging.add_tag(complaint=complaint, name=wish.tag, user=user, now=now):
        raise MoveNotAllowedError("Aduan ini sudah memakai label itu.")
    return {"tag": complaint.case_tags.order_by("-pk").values_list("tag", flat=True)[0]}


def _acknowledge(complaint: Complaint, wish: Wish, user: User, now: datetime) -> Facts:
    version = wish.versions.get(complaint.pk, complaint.version)
    return {"reply": next_steps.acknowledge(complaint=complaint, user=user, version=version, now=now).pk}


def _put_back(row: BulkCase, user: User, now: datetime) -> None:
    """State, holder and clocks as before, while nobody has touched the case since."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=row.complaint_id)
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if complaint.events.filter(pk__gt=row.before["event"]).exists():
        raise MoveNotAllowedError("Sudah ada kejadian baru pada aduan ini.")
    restore_case(complaint, row.before, now)
    take_back_labels(case=complaint.number, user=user, labelled_at=row.act.made_at)
    if "told_version" in row.before:
        untell_handed_on(complaint, row.before["told_version"], told_at=row.act.made_at)
    record(complaint, "complaint.act_undone", now=now, actor=user, name=row.act.get_kind_display())


def _wake(row: BulkCase, user: User, now: datetime) -> None:
    if not Snooze.objects.filter(pk=row.before["snooze"], ended_at=None).exists():
        raise MoveNotAllowedError("Aduan ini sudah tampil lagi.")
    snoozing.wake(complaint=row.complaint, user=user, now=now)


def _untag(row: BulkCase, user: User, now: datetime) -> None:
    tagging.remove_tag(complaint=row.complaint, tag=Tag.objects.get(pk=row.before["tag"]), user=user, now=now)


def _unsay(row: BulkCase, user: User, now: datetime) -> None:
    cancel_reply(reply=Reply.objects.get(pk=row.before["reply"]), user=user, now=now)


def _newest_event(complaint: Complaint) -> Facts:
    return {"event": complaint.events.order_by("-pk").values_list("pk", flat=True)[0]}


_DO: Mapping[Kind, Callable[[Complaint, Wish, User, datetime], Facts]] = {
    Kind.TAKE: _take,
    Kind.RELEASE: _release,
    Kind.HAND_ON: _hand_on,
    Kind.SNOOZE: _snooze,
    Kind.TAG: _tag,
    Kind.ACKNOWLEDGE: _acknowledge,
}
_UNDO: Mapping[Kind, Callable[[BulkCase, User, datetime], None]] = {
    Kind.TAKE: _put_back,
    Kind.RELEASE: _put_back,
    Kind.HAND_ON: _put_back,
    Kind.SNOOZE: _wake,
    Kind.TAG: _untag,
    Kind.ACKNOWLEDGE: _unsay,
}
