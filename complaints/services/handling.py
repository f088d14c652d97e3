"""What officers do with a complaint besides answering it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bontang_pengaduan.lib.text import clean
from opd.models import Opd, Role, User
from sla import clocks
from sla.models import ClockKind

from ..colleagues import colleagues_of, find_mentioned
from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..live.announce import announce
from ..models import Complaint, Note, RoutingDecision
from ..permissions import can_act, is_coordinator, is_member, is_settled
from ..workflow import AT_UNIT, Status
from .ending import end_clocks
from .events import record
from .handing_over import FINAL
from .learning import learn, learn_acceptance
from .parts import end_parts
from .state import change, move
from .telling import tell_handed_on, tell_mentioned, tell_unit


@transaction.atomic
def take(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Ambil: the officer makes it his. Of two who press at once one wins, the other is told who has it."""
    _require(user, complaint)
    free = Complaint.objects.filter(pk=complaint.pk, assignee=None)
    if not free.update(assignee=user):
        complaint.refresh_from_db()
        holder = complaint.assignee.display_name if complaint.assignee else "petugas lain"
        raise MoveNotAllowedError(f"Aduan ini sudah diambil {holder}.")
    complaint.refresh_from_db()
    if complaint.status == Status.FORWARDED:
        move(complaint, Status.ACCEPTED)
    record(complaint, "complaint.taken", now=now, actor=user)
    learn_acceptance(complaint=complaint, user=user, now=now)
    clocks.stop(complaint=complaint, kind=ClockKind.ACCEPT, now=now)
    clocks.reassign(complaint=complaint, now=now)


@transaction.atomic
def release(*, complaint: Complaint, user: User, now: datetime) -> None:
    """Lepas: the complaint is free for colleagues again. Only by its holder or the coordinator."""
    if complaint.assignee_id != user.pk and not is_coordinator(user):
        raise NotAllowedError("Hanya pemegang aduan yang dapat melepasnya.")
    if complaint.assignee_id is None:
        raise MoveNotAllowedError("Aduan ini tidak sedang dipegang siapa pun.")
    change(complaint, assignee=None)
    record(complaint, "complaint.released", now=now, actor=user)
    clocks.reassign(complaint=complaint, now=now)


@transaction.atomic
def hand_on(*, complaint: Complaint, colleague: User, user: User, now: datetime) -> None:
    """Oper: a colleague of the unit holds the case from now on, and is told. No due time moves.

    A free case by anybody of the unit; a held one by its holder, the unit's heads or the coordinator. Of two who hand
    on at once one wins. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError.
    """
    _require(user, complaint)
    if complaint.assignee_id not in (None, user.pk) and not _may_reassign(user, complaint):
        raise NotAllowedError("Hanya pemegang aduan, atasan OPD, atau koordinator yang dapat mengopernya.")
    if Status(complaint.status) not in AT_UNIT:
        raise MoveNotAllowedError("Aduan ini tidak sedang ditangani OPD.")
    if not colleagues_of(complaint).filter(pk=colleague.pk).exists():
        raise InvalidInputError("Pilih rekan dari OPD yang menangani aduan ini.")
    if complaint.assignee_id == colleague.pk:
        raise InvalidInputError("Aduan ini sudah dipegang rekan itu.")
    held = Complaint.objects.filter(pk=complaint.pk, assignee=complaint.assignee_id, opd=complaint.opd_id)
    if not held.update(assignee=colleague, version=F("version") + 1):
        raise MoveNotAllowedError("Pemegang aduan ini baru saja berubah. Muat ulang, lalu coba lagi.")
    complaint.refresh_from_db()
    if complaint.status == Status.FORWARDED:
        move(complaint, Status.ACCEPTED)
    record(complaint, "complaint.handed_on", now=now, actor=user, name=colleague.display_name)
    learn_acceptance(complaint=complaint, user=user, now=now)
    clocks.stop(complaint=complaint, kind=ClockKind.ACCEPT, now=now)
    clocks.reassign(complaint=complaint, now=now)
    if colleague.pk != user.pk:
        tell_handed_on(complaint, colleague, user, now=now)


@transaction.atomic
def forward(*, complaint: Complaint, opd: Opd, reason: str, user: User, now: datetime) -> None:
    """Disposisi: to another agency, with a reason. No due time moves: a transfer buys no time."""
    _require(user, complaint)
    if not clean(reason):
        raise InvalidInputError("Tuliskan alasan disposisi.")
    if complaint.opd_id == opd.pk:
        raise InvalidInputError("Aduan ini sudah berada di OPD itu.")
    if is_settled(complaint) and not is_coordinator(user):
        raise MoveNotAllowedError(FINAL)
    former = complaint.opd.short_name if complaint.opd else ""
    move(complaint, Status.FORWARDED, opd=opd, assignee=None)
    RoutingDecision.objects.create(
        complaint=complaint,
        outcome=RoutingDecision.Outcome.UNIT,
        opd=opd,
        reason=clean(reason),
        decided_by=user,
        decided_at=now,
    )
    learn(complaint=complaint, code=opd.code, user=user, now=now)
    record(
        complaint,
        "complaint.forwarded",
        now=now,
        actor=user,
        opd=opd.code,
        name=opd.short_name,
        former=former,
        reason=clean(reason),
    )
    clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=now)
    clocks.reassign(complaint=complaint, now=now)
    tell_unit(complaint, opd, now=now)


@transaction.atomic
def add_note(*, complaint: Complaint, text: str, user: User, now: datetime) -> Note:
    """Catatan internal: for officers of the unit alone. It stops no clock.

    A colleague named as @nama who may see the case is told; any other @word stays a word.
    """
    _require(user, complaint)
    if not clean(text):
        raise InvalidInputError("Catatan masih kosong.")
    note = Note.objects.create(complaint=complaint, author=user, text=clean(text), created_at=now)
    announce(complaint.pk)
    mentioned = find_mentioned(complaint, note.text, but=user)
    if mentioned:
        note.mentioned.set(mentioned)
        tell_mentioned(complaint, note, mentioned, now=now)
    return note


@transaction.atomic
def close_unanswered(*, complaint: Complaint, now: datetime) -> None:
    """Closes a case whose citizen did not answer within the limit: "tidak menjawab", never "puas"."""
    move(complaint, Status.CLOSED, closed_at=now)
    record(complaint, "complaint.closed_unanswered", now=now)
    end_clocks(complaint=complaint, now=now)
    end_parts(complaint=complaint, type_="complaint.closed_unanswered", now=now)


def _require(user: User, complaint: Complaint) -> None:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")


def _may_reassign(user: User, complaint: Complaint) -> bool:
    return is_coordinator(user) or is_member(user, complaint.opd_id, Role.PIMPINAN, Role.KEPALA_BIDANG)
