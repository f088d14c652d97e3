"""How fast the verification queue is worked off: how long a complaint waits for a person, and what a decision takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from .models import RoutingDecision

WITHIN = timedelta(days=7)
COUNTED = 500  # decisions; the median of more says nothing else
SITTING = timedelta(minutes=5)  # who has not decided for so long was not at the queue
_BY_PERSONS = [RoutingDecision.Outcome.UNIT, RoutingDecision.Outcome.REFER, RoutingDecision.Outcome.NONE]


@dataclass(frozen=True)
class Pace:
    """Medians of the newest COUNTED decisions within 7 days; None where there is nothing to count.

    `waited` is from the complaint's arrival to the decision, `took` from one decision of a person to his next.
    """

    waited: timedelta | None
    took: timedelta | None

    @property
    def took_words(self) -> str:
        """`8 detik`, or minutes and seconds; empty when it is not known."""
        if self.took is None:
            return ""
        minutes, seconds = divmod(round(self.took.total_seconds()), 60)
        return f"{minutes} mnt {seconds} dtk" if minutes else f"{seconds} detik"


def read_pace(now: datetime) -> Pace:
    """The pace of all coordinators together. One query."""
    rows = RoutingDecision.objects.filter(
        decided_by__isnull=False, decided_at__gt=now - WITHIN, outcome__in=_BY_PERSONS
    ).order_by("-decided_at", "-pk")
    decided = list(rows.values_list("decided_by", "decided_at", "complaint__created_at")[:COUNTED])
    waits = [at - arrived for _, at, arrived in decided]
    gaps = _gaps([(person or 0, at) for person, at, _ in decided])
    return Pace(_median(waits), _median(gaps))


def _median(spans: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None


def _gaps(decided: list[tuple[int, datetime]]) -> list[timedelta]:
    """Between a person's decision and his one before; the newest decision comes first."""
    later: dict[int, datetime] = {}
    gaps = []
    for person, at in decided:
        if person in later and later[person] - at <= SITTING:
            gaps.append(later[person] - at)
        later[person] = at
    return gaps
