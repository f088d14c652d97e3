"""What a clock should be, counted from its beginning by the slow reference."""

from dataclasses import dataclass, field
from datetime import date, datetime

from complaints.models import Complaint
from sla.models import ClockKind
from tests.sla.slow_reference import CITY, DAY, LAST_SECOND, ZONE, Reference, Span, Who

MINUTES, DAYS, CALENDAR_DAYS = "minutes", "days", "calendar days"
Limit = tuple[int, str]
NEVER = datetime.max.replace(tzinfo=ZONE)
Rung = tuple[str, int | None, int | None]  # level, percent of the time, working days after the due time


@dataclass
class Expected:
    """One clock with its ladder. `who` is by whose hours it is counted, `limits` and `ladder` are those of its version
    of the policy; `pauses` have ended, one that runs began at `paused_at` and ends at `limit_at` at the latest."""

    pk: int
    complaint: Complaint
    kind: ClockKind
    who: Who
    started_at: datetime
    limits: tuple[Limit, ...]
    ladder: tuple[Rung, ...]
    by_kind: dict[str, tuple[Limit, ...]]
    pauses: list[Span] = field(default_factory=list)
    paused_at: datetime | None = None
    limit_at: datetime | None = None
    held: set[str] = field(default_factory=set)
    extension: tuple[date, datetime] | None = None
    is_open: bool = True
    stopped_at: datetime | None = None
    fired: set[str] = field(default_factory=set)
    due_at: datetime = NEVER
    legal_at: datetime | None = None
    moments: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_of_unit(self) -> bool:
        """The coordinator's own clock keeps the city's hours."""
        return self.kind != ClockKind.VERIFY

    def due(self, reference: Reference, who: Who, limits: tuple[Limit, ...]) -> tuple[datetime, datetime | None]:
        """The due time and the law's own date by those hours and limits."""
        paused = sum(reference.seconds(*pause, who) for pause in self.pauses)
        ends = [(self._end(reference, who, limit), limit) for limit in limits]
        due = reference.add(min(end for end, _ in ends), paused, who)
        laws = [end for end, (_, unit) in ends if unit == CALENDAR_DAYS]
        legal = reference.add(min(laws), paused, who) if laws else None
        if self.extension:
            until, granted_at = self.extension
            later = sum(reference.seconds(max(start, granted_at), end, who) for start, end in self.pauses)
            due = max(due, reference.add(reference.closing(until, 0, who), later, who))
        return (min(due, legal) if legal else due), legal

    def count(self, reference: Reference) -> None:
        """Due time and the rungs that have not fired, from the beginning."""
        self.due_at, self.legal_at = self.due(reference, self.who, self.limits)
        paused = sum(reference.seconds(*pause, self.who) for pause in self.pauses)
        promised = max(reference.seconds(self.started_at, self.due_at, self.who) - paused, 0)
        for level, percent, days in self.ladder:
            if level in self.fired:
                continue
            if percent is not None:
                moment = reference.part_of(self.started_at, promised * percent, self.who, self.pauses)
                self.moments[level] = min(moment, self.due_at)
            else:
                self.moments[level] = reference.closing(self.due_at.date(), days, self.who) if days else self.due_at

    def end_pause(self, reference: Reference, now: datetime) -> None:
        """What was held runs again, from the limit of the pause on when that has passed."""
        if self.paused_at and self.limit_at:
            self.pauses.append((self.paused_at, min(now, self.limit_at)))
            self.paused_at = self.limit_at = None
            self.count(reference)

    def sweep(self, now: datetime) -> None:
        """Every rung whose time is over fires, unless the clock rests or has ended."""
        if self.is_open and not self.paused_at:
            self.fired |= {level for level, moment in self.moments.items() if moment < now}

    def _end(self, reference: Reference, who: Who, limit: Limit) -> datetime:
        amount, unit = limit
        if unit == MINUTES:
            return reference.add(self.started_at, amount * 60, who)
        if unit == DAYS:
            return reference.closing(self.started_at.date(), amount, who)
        return datetime.combine(self.started_at.date() + DAY * amount, LAST_SECOND, ZONE)


__all__ = ["CALENDAR_DAYS", "CITY", "DAYS", "MINUTES", "Expected", "Limit", "Rung"]
