"""What the tests of clocks share: moments in words, the shapes of the factories, and one clock with its ladder."""

from collections.abc import Callable
from datetime import datetime, timedelta

from complaints.models import Complaint
from opd.models import Notice, User
from sla import clocks
from sla.models import ClockKind, EscalationStep, SlaClock
from sla.working_time import WITA

MakeComplaint = Callable[..., Complaint]
MakeUser = Callable[..., User]


def wita(text: str) -> datetime:
    """`2026-04-06 08:00` on the clock in Bontang; a text with a zone keeps its own."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=WITA)


# A first answer that was promised on Tuesday, 7 April 2026 at nine, and its rungs.
STARTED = wita("2026-04-07 09:00")
WARNED = wita("2026-04-10 08:15")
TO_KABID = wita("2026-04-13 11:37:30")
DUE = wita("2026-04-14 16:00")
TO_KOORDINATOR = wita("2026-04-15 16:00")
TO_SEKDA = wita("2026-04-17 16:30")
TO_WALI_KOTA = wita("2026-04-21 16:00")
A_SECOND = timedelta(seconds=1)
COUNTED = [
    kind for kind in ClockKind if kind not in (ClockKind.PROMISE, ClockKind.WINDOW)
]  # the kinds that a policy sets a time for


def promise(complaint: Complaint, kind: ClockKind = ClockKind.FIRST_ANSWER) -> SlaClock:
    """A clock of the complaint that runs since STARTED."""
    return clocks.start(complaint=complaint, kinds=[kind], now=STARTED)[0]


def user_named(name: str) -> int:
    """Key of the officer."""
    return User.objects.get(username=name).pk


def told() -> list[str]:
    """Who has notices, one name for each."""
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


def fired() -> list[str]:
    """The levels whose steps have fired, lowest first."""
    return list(EscalationStep.objects.exclude(fired_at=None).order_by("rank").values_list("level", flat=True))
