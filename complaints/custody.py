"""How much office time each unit has had a case: a transfer buys no time, and nobody's share is hidden. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sla.office_words import office_length
from sla.working_time import Calendar, Span, working_time_between

QUEUE = "Verifikasi rute"
ENDS = frozenset({"complaint.resolved", "complaint.closed_unanswered", "complaint.rejected", "complaint.withdrawn"})
ENDS |= {"complaint.referred", "part.result_given"}
# A result may be taken back with its reply, and that of a part may be refused.
BEGINS_AGAIN = frozenset({"complaint.reopened", "reply.cancelled", "part.returned", "complaint.referral_undone"})


@dataclass(frozen=True)
class Handover:
    """A moment at which somebody else became responsible. `unit` is empty when nobody is: the case has ended."""

    at: datetime
    unit: str


@dataclass(frozen=True)
class UnitTime:
    """The office time of one unit with the case, all its stints together; `percent` is its share of the whole."""

    unit: str
    words: str
    percent: int


def read_custody(
    handovers: Sequence[Handover], pauses: Iterable[Span], calendar: Calendar, until: datetime
) -> list[UnitTime]:
    """The units in the order in which they first had the case. What was paused (the citizen was asked, or the matter
    counted as done) is nobody's time. `handovers` are in order of time; the last lasts until `until`."""
    times: dict[str, timedelta] = defaultdict(timedelta)
    ends = [*(handover.at for handover in handovers[1:]), until]
    apart = list(_apart(pauses))
    for handover, end in zip(handovers, ends, strict=False):
        if handover.unit:
            times[handover.unit] += _office_time(handover.at, end, apart, calendar)
    whole = sum(times.values(), timedelta())
    return [
        UnitTime(unit, office_length(spent), round(100 * (spent / whole)))
        for unit, spent in times.items()
        if spent >= timedelta(minutes=1)
    ]


def handovers_of(events: Iterable[tuple[str, datetime, Mapping[str, Any]]]) -> list[Handover]:
    """The handovers in a history of (type, moment, data). Reopening gives the case back to whom it had last."""
    found: list[Handover] = []
    last = QUEUE
    for type_, at, data in events:
        if type_ in ("complaint.received", "complaint.declined", "complaint.decision_undone"):
            last = QUEUE
        elif type_ in ("complaint.routed", "complaint.forwarded"):
            last = data["name"]
        elif type_ not in ENDS and not (type_ in BEGINS_AGAIN and found and not found[-1].unit):
            continue
        found.append(Handover(at, "" if type_ in ENDS else last))
    return found


def _apart(pauses: Iterable[Span]) -> Iterator[Span]:
    """The same stretches without overlaps: a clock that was replaced and its successor hold the same pause."""
    reached: datetime | None = None
    for begun, ended in sorted(pauses):
        start = begun if reached is None else max(begun, reached)
        if start < ended:
            yield start, ended
            reached = ended


def _office_time(start: datetime, end: datetime, pauses: Sequence[Span], calendar: Calendar) -> timedelta:
    held = [(max(start, begun), min(end, ended)) for begun, ended in pauses]
    paused = (working_time_between(calendar, begun, ended) for begun, ended in held if begun < ended)
    return working_time_between(calendar, start, end) - sum(paused, timedelta())
