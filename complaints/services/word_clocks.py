"""Which promises a person's word keeps, and what happens to them when the word does not arrive."""

from datetime import datetime

from sla import clocks
from sla.models import ClockKind, SlaClock

from ..models import Complaint, Reply
from ..workflow import Status
from .state import move

PERSONS_WORDS = (Reply.Kind.ANSWER, Reply.Kind.RECEIPT, Reply.Kind.QUESTION)


def stop_clocks(complaint: Complaint, kind: str, now: datetime) -> None:
    """The word is on its way: acknowledged is not answered."""
    if kind in PERSONS_WORDS:
        for clock_kind in (*kinds_kept_by(kind), ClockKind.ACCEPT):
            clocks.stop(complaint=complaint, kind=clock_kind, now=now)
        _keep_named_day(complaint, kind, now)


def stop_clocks_at(complaint: Complaint, kind: str, at: datetime) -> None:
    """The word went out at `at`, which may lie behind us: the clocks that ran then are stopped at that moment."""
    ran = SlaClock.objects.filter(complaint=complaint, is_open=True, started_at__lte=at).values_list("kind", flat=True)
    for clock_kind in {*kinds_kept_by(kind), ClockKind.ACCEPT} & {ClockKind(name) for name in ran}:
        clocks.stop(complaint=complaint, kind=clock_kind, now=at)
    _keep_named_day(complaint, kind, at)


def run_clocks_again(complaint: Complaint, kind: str, now: datetime) -> None:
    """The word has not arrived: its promises are open again, and nobody waits for an answer to it."""
    if kind not in PERSONS_WORDS:
        return
    for clock_kind in kinds_kept_by(kind):
        clocks.reopen(complaint=complaint, kind=clock_kind, now=now)
    if kind == Reply.Kind.QUESTION and complaint.status == Status.WAITING:
        move(complaint, Status.IN_PROGRESS)
        clocks.cancel(complaint=complaint, kinds=[ClockKind.CITIZEN], now=now)
        clocks.resume(complaint=complaint, kinds=[ClockKind.RESOLVE], now=now)


def _keep_named_day(complaint: Complaint, kind: str, at: datetime) -> None:
    """A day that an officer has named is kept by what he says next, though no clock of answering runs then."""
    if kind != Reply.Kind.RECEIPT:
        clocks.keep_word(complaint=complaint, about=ClockKind.NEXT_ANSWER, now=at)


def kinds_kept_by(kind: str) -> tuple[ClockKind, ...]:
    """The clocks that a word of that kind stops; whoever has given his word about them has kept it then."""
    if kind == Reply.Kind.RECEIPT:
        return (ClockKind.ACKNOWLEDGE,)
    return (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_ANSWER, ClockKind.NEXT_ANSWER)
