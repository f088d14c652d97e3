"""What operators do with the shelf. Each act is kept as a row; nothing is ever deleted."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from complaints.permissions import is_admin
from opd.models import User

from . import ledger
from .models import InboundEvent, InboundRequest, ShelfAct
from .process import ON_SHELF, read_again
from .shelf import EVENT, REQUEST, on_shelf

Act = ShelfAct.Act
Status = InboundRequest.Status
LONGEST_REASON = 300
FAILED = "Masih gagal. Kiriman ini tetap di rak."


class ShelfRefusedError(Exception):
    """An act that is refused; `str()` of it is a sentence for the operator."""


def replay(*, source: str, pk: int, user: User, now: datetime) -> str:
    """Reads the ledger row behind a thing of the shelf again; the result as a sentence.

    Idempotent: what was taken in before has its identity. Each event is a transaction of its own, as in the drain, so
    that a failing one keeps the others. Raises ShelfRefusedError for what is not on the shelf, whose bytes are gone,
    and for everybody but admins.
    """
    _require_admin(user)
    row = ledger.fetch(_open_request_id(source, pk))
    if row is None:
        raise ShelfRefusedError("Isi kiriman ini sudah tidak tersimpan, jadi tidak dapat diproses ulang.")
    harvest = read_again(row=row, now=now)
    result = FAILED if harvest.failures else _result(source, pk, harvest.taken)
    _record(source, pk, Act.REPLAYED, user, now, result=result)
    return result


@transaction.atomic
def discard(*, source: str, pk: int, reason: str, user: User, now: datetime) -> None:
    """Takes a thing off the shelf; it stays stored and can be put back. A ledger row is not tried again.

    Raises ShelfRefusedError without a reason, for what is not on the shelf, and for everybody but admins.
    """
    _require_admin(user)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ShelfRefusedError("Tuliskan alasan membuang.")
    if source == REQUEST:
        open_row = on_shelf().filter(pk=pk).exclude(status=Status.DISCARDED)
        changed = open_row.update(status=Status.DISCARDED)
    else:
        changed = _event(pk).filter(settled_at=None).update(settled_at=now)
    if not changed:
        raise ShelfRefusedError("Ini sudah tidak ada di rak.")
    _record(source, pk, Act.DISCARDED, user, now, reason=reason)


@transaction.atomic
def restore(*, source: str, pk: int, user: User, now: datetime) -> None:
    """Puts back what was discarded. Raises ShelfRefusedError for what was not, and for everybody but admins."""
    _require_admin(user)
    if source == REQUEST:
        changed = InboundRequest.objects.filter(pk=pk, status=Status.DISCARDED).update(status=Status.DEAD)
    else:
        newest = ShelfAct.objects.filter(event=pk).order_by("at", "pk").last()
        was_discarded = newest is not None and newest.act == Act.DISCARDED
        changed = was_discarded and _event(pk).filter(settled_at__isnull=False).update(settled_at=None)
    if not changed:
        raise ShelfRefusedError("Ini tidak sedang dibuang.")
    _record(source, pk, Act.RESTORED, user, now)


def _open_request_id(source: str, pk: int) -> int:
    if source == REQUEST:
        found = on_shelf().exclude(status=Status.DISCARDED).filter(pk=pk).values_list("pk", flat=True).first()
    else:
        found = _event(pk).filter(settled_at=None).values_list("request_id", flat=True).first()
    if found is None:
        raise ShelfRefusedError("Ini sudah tidak ada di rak.")
    return found


def _result(source: str, pk: int, taken: int) -> str:
    if source == EVENT and _event(pk).filter(settled_at=None).exists():
        return "Bagian ini masih belum dapat dimasukkan."
    return f"Berhasil. {taken} bagian baru dimasukkan." if taken else "Berhasil. Semua bagiannya sudah ada."


def _event(pk: int) -> QuerySet[InboundEvent]:
    return InboundEvent.objects.filter(pk=pk, outcome__in=ON_SHELF)


@transaction.atomic
def _record(source: str, pk: int, act: Act, user: User, now: datetime, *, reason: str = "", result: str = "") -> None:
    ShelfAct.objects.create(
        request_id=pk if source == REQUEST else None,
        event_id=pk if source == EVENT else None,
        act=act,
        reason=reason,
        result=result,
        user=user,
        at=now,
    )


def _require_admin(user: User) -> None:
    if not is_admin(user):
        raise ShelfRefusedError("Hanya admin yang dapat mengubah rak.")
