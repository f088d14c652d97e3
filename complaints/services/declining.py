"""Bukan kewenangan kami: the handshake between units. A unit accepts by acting, or refuses and says who would be right;
the second refusal of a case goes to the coordinator, whose decision is final."""

from datetime import datetime

from django.db import transaction

from bontang_pengaduan.lib.text import clean
from opd.models import ExternalBody, Opd, User
from sla import clocks
from sla.models import ClockKind, SlaClock

from ..errors import InvalidInputError, MoveNotAllowedError, NotAllowedError
from ..models import Complaint, RoutingDecision
from ..permissions import can_act, is_settled
from ..workflow import Status
from .events import record
from .handing_over import FINAL, hand_over
from .learning import learn_refusal
from .state import move
from .telling import tell_declined

Outcome = RoutingDecision.Outcome


@transaction.atomic
def decline(
    *,
    complaint: Complaint,
    reason: str,
    user: User,
    now: datetime,
    better: Opd | None = None,
    outside: ExternalBody | None = None,
) -> None:
    """Bukan kewenangan kami, before the citizen has had an answer. No due time moves.

    The first refusal goes straight to the unit that it names (`better`). It goes to the verification queue when it
    names none, or a body outside the city, when it comes after the time to accept, and the second time, when the
    coordinator's decision is final; a third is refused. Raises NotAllowedError, InvalidInputError, MoveNotAllowedError.
    """
    complaint.refresh_from_db(from_queryset=Complaint.objects.select_for_update(of=("self",)))
    unit = _unit_that_may(complaint, reason, user)
    if better == unit:
        raise InvalidInputError("Pilih OPD yang lain dari OPD Anda.")
    is_late = _is_late(complaint, now)
    named = better.short_name if better else outside.name if outside else ""
    facts = {"opd": unit.code, "name": unit.short_name, "reason": clean(reason), "named": named, "is_late": is_late}
    record(complaint, "complaint.declined", now=now, actor=user, **facts)
    learn_refusal(complaint=complaint, code=unit.code, user=user, now=now)
    is_last = is_settled(complaint)
    clocks.stop(complaint=complaint, kind=ClockKind.ACCEPT, now=now)
    if better and not is_last and not is_late:
        _pass_on(complaint, unit, better, clean(reason), user, now)
        return
    move(complaint, Status.NEW, opd=None, assignee=None)
    words = _words(unit, clean(reason), named, is_last=is_last, is_late=is_late)
    _queue(complaint, unit, better, outside, words, user, now)
    clocks.start(complaint=complaint, kinds=[ClockKind.VERIFY], now=now)
    clocks.reassign(complaint=complaint, now=now)
    tell_declined(complaint, unit, is_last=is_last, now=now)


def _unit_that_may(complaint: Complaint, reason: str, user: User) -> Opd:
    if not can_act(user, complaint):
        raise NotAllowedError("Aduan ini ditangani OPD lain.")
    if not clean(reason):
        raise InvalidInputError("Tuliskan mengapa ini bukan kewenangan OPD Anda.")
    if is_settled(complaint):
        raise MoveNotAllowedError(FINAL)
    if complaint.opd is None or complaint.status not in (Status.FORWARDED, Status.ACCEPTED):
        raise MoveNotAllowedError("Aduan yang sudah dijawab tidak dapat dikembalikan. Gunakan disposisi.")
    return complaint.opd


def _is_late(complaint: Complaint, now: datetime) -> bool:
    """Whether the time to accept has passed, in which a unit may send a case straight to another."""
    newest = SlaClock.objects.filter(complaint=complaint, kind=ClockKind.ACCEPT, cancelled_at=None)
    clock = newest.order_by("-started_at", "-pk").first()
    return clock is not None and clock.due_at < now


def _pass_on(complaint: Complaint, unit: Opd, better: Opd, reason: str, user: User, now: datetime) -> None:
    RoutingDecision.objects.create(
        complaint=complaint,
        outcome=Outcome.UNIT,
        opd=better,
        suggestions=_suggestions(complaint, unit, better),
        reason=f"{unit.short_name} menyatakan bukan kewenangannya dan menunjuk {better.short_name}: {reason}.",
        decided_by=user,
        decided_at=now,
    )
    hand_over(complaint, better, now=now, actor=user, score=None)


def _queue(
    complaint: Complaint,
    unit: Opd,
    better: Opd | None,
    outside: ExternalBody | None,
    words: str,
    user: User,
    now: datetime,
) -> None:
    """The decision that stands in the queue."""
    RoutingDecision.objects.create(
        complaint=complaint,
        outcome=Outcome.VERIFY,
        external_body=outside,
        suggestions=_suggestions(complaint, unit, better),
        reason=words,
        decided_by=user,
        decided_at=now,
    )


def _suggestions(complaint: Complaint, unit: Opd, better: Opd | None) -> list[list[object]]:
    """The machine's, without the unit that declined, and with the one that it names in front."""
    guessed = complaint.routing_decisions.exclude(suggestions=[]).last()
    left = [pair for pair in guessed.suggestions if pair[0] != unit.code] if guessed else []
    return sorted(left, key=lambda pair: better is None or pair[0] != better.code)


def _words(unit: Opd, reason: str, named: str, *, is_last: bool, is_late: bool) -> str:
    named_words = f" Menurutnya: {named}." if named else ""
    late = " Dikembalikan sesudah batas penerimaan." if is_late else ""
    closing = " Sudah dua kali dikembalikan: keputusan berikutnya final." if is_last else ""
    return f"{unit.short_name} menyatakan bukan kewenangannya: {reason}.{named_words}{late}{closing}"
