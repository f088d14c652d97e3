"""The coordinator's wall: what is late in the city, longest first, with the level it has reached and who holds it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from opd.models import User
from sla.models import Level, SlaClock
from sla.queries import overdue_clocks

from .deadlines import short_words
from .models import Push
from .queries import visible_to

LIMIT = 100  # rows shown; the heading says how many there are
RANKS = len(Level)


@dataclass(frozen=True)
class OverdueRow:
    """One complaint. `pips` says for each level of the ladder whether it has been told."""

    number: str
    subject: str
    place: str
    opd: str
    late: str
    promise: str
    holder: str
    level: int
    level_label: str
    pips: tuple[bool, ...]
    pushes: int


@dataclass(frozen=True)
class Wall:
    """`total` counts complaints and not clocks; each complaint stands with its longest broken promise."""

    rows: tuple[OverdueRow, ...]
    total: int


def read_wall(user: User, now: datetime) -> Wall:
    """The overdue complaints that this user may know of."""
    clocks = overdue_clocks(now).filter(complaint__in=visible_to(user))
    clocks = clocks.select_related("complaint__kelurahan", "complaint__opd", "complaint__assignee")
    pushed = Push.objects.filter(complaint=OuterRef("complaint")).order_by().values("complaint")
    clocks = clocks.annotate(pushes=Subquery(pushed.annotate(count=Count("pk")).values("count")))
    longest: dict[int, SlaClock] = {}
    for clock in clocks.order_by("due_at", "pk"):
        longest.setdefault(clock.complaint_id, clock)
    rows = tuple(_row(clock, now) for clock in list(longest.values())[:LIMIT])
    return Wall(rows, len(longest))


def _row(clock: SlaClock, now: datetime) -> OverdueRow:
    complaint = clock.complaint
    level = getattr(clock, "level", None) or 0
    labels = ["Belum dinaikkan", *Level.labels]
    return OverdueRow(
        number=complaint.number,
        subject=complaint.subject,
        place=complaint.kelurahan.name if complaint.kelurahan else "",
        opd=complaint.opd.short_name if complaint.opd else "Belum ada OPD",
        late=short_words(now - clock.due_at),
        promise=clock.get_kind_display(),
        holder=complaint.assignee.display_name if complaint.assignee else "Belum diambil",
        level=level,
        level_label=str(labels[level]),
        pushes=getattr(clock, "pushes", None) or 0,
        pips=tuple(rank <= level for rank in range(1, RANKS + 1)),
    )
