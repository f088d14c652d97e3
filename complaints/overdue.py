"""The coordinator's wall: what is late in the city, longest first, with the level it has reached and who holds it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from opd.models import User
from sla.models import Level, SlaClock
from sla.queries import overdue_clocks, with_level

from .deadlines import short_words
from .listing import late_condition
from .models import CaseLine, Push
from .queries import visible_lines

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
    """The overdue complaints that this user may know of: those of the view "Terlambat". Three queries: how many there
    are, the first of them, and their promises; none reads more when more cases have been closed."""
    late = visible_lines(user).filter(late_condition(now))
    pushed = Push.objects.filter(complaint=OuterRef("pk")).order_by().values("complaint")
    people = late.annotate(pushes=Subquery(pushed.annotate(count=Count("pk")).values("count")))
    people = people.select_related("complaint__kelurahan", "complaint__opd", "complaint__assignee")
    lines = list(people.order_by("due_at", "pk")[:LIMIT])
    broken = with_level(overdue_clocks(now).filter(complaint__in=[line.pk for line in lines]))
    longest: dict[int, SlaClock] = {}
    for clock in broken.order_by("due_at", "pk"):
        longest.setdefault(clock.complaint_id, clock)
    # What was kept between two of the queries stands no more.
    rows = (_row(line, longest[line.pk], now) for line in lines if line.pk in longest)
    return Wall(tuple(rows), late.count())


def _row(line: CaseLine, clock: SlaClock, now: datetime) -> OverdueRow:
    complaint = line.complaint
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
        pips=tuple(rank <= level for rank in range(1, RANKS + 1)),
        pushes=getattr(line, "pushes", None) or 0,
    )
