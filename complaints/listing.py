"""The inbox: named views, filters, order by deadline, pages by key. It starts from visible_lines, like every list."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from opd.models import Category, Kelurahan, User
from sla.calendars import calendar_of, calendar_version
from sla.working_time import Calendar, unit_calendar

from .at_once import Question, ask, counted
from .case_lines import is_running
from .deadlines import GROUP_LABELS, NO_DEADLINE, PAUSED_DEADLINE, Deadline, read_deadline
from .models import CaseLine, Complaint, Note
from .permissions import hidden_name, is_coordinator, is_identity_hidden
from .queries import visible_lines
from .searching import search
from .snoozes import hiding
from .tags import tag_names, tagged_with
from .workflow import Status

PAGE_SIZE = 50
MOST_COUNTED = 999  # cases of a view are counted up to here and no further
VIEW_LABELS = {
    "perlu": "Perlu tanggapan",
    "telat": "Terlambat",
    "saya": "Tugas saya",
    "belum": "Belum diambil",
    "menunggu": "Menunggu pelapor",
    "ditunda": "Ditunda",
    "semua": "Semua aduan",
}


@dataclass(frozen=True)
class Selection:
    """What the user asked to see. `after` is the key of the last row that he has."""

    view: str = "perlu"
    query: str = ""
    channel: str = ""
    kelurahan: str = ""
    category: str = ""
    tag: str = ""  # the key of a tag
    is_naming: bool = False  # only cases with a note that names the reader
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    complaint: Complaint
    deadline: Deadline
    who: str
    is_unread: bool
    away_until: datetime | None
    tags: list[str]


@dataclass(frozen=True)
class Group:
    """Rows with the same urgency."""

    key: str
    label: str
    rows: list[Row]


@dataclass(frozen=True)
class Page:
    """One page of the list. `next_key` is empty on the last."""

    groups: list[Group]
    next_key: str


def count_questions(user: User, now: datetime) -> dict[str, Question]:
    """How many cases each view holds, to be asked at once; never more than MOST_COUNTED + 1."""
    lines = visible_lines(user)
    return {view: counted(lines.filter(_condition(view, user, now)), MOST_COUNTED) for view in VIEW_LABELS}


def count_views(user: User, now: datetime) -> dict[str, int]:
    """The answers of count_questions, where nothing else is asked beside them."""
    return ask(count_questions(user, now))


def list_complaints(user: User, selection: Selection, now: datetime) -> Page:
    """The page of `selection` that this user may see, most urgent first. One query."""
    wanted = [f"complaint__{name}" for name in ("reporter", "kelurahan", "category", "assignee")]
    lines = selected(user, selection, now).select_related(*wanted).annotate(calendar=calendar_version())
    found = list(lines.order_by("due_at", "pk")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    # Looked up once for the page, and not at all where nobody's name is hidden.
    knows_all = any(is_identity_hidden(line.complaint) for line in page) and is_coordinator(user)
    calendar = calendar_of(page[0].calendar) if page else None
    rows = [_row(line, now, calendar, knows_all=knows_all) for line in page if calendar]
    groups = [Group(key, GROUP_LABELS[key], list(same)) for key, same in groupby(rows, lambda row: row.deadline.group)]
    return Page(groups, _key(page[-1]) if len(found) > PAGE_SIZE else "")


def with_lateness(complaints: QuerySet[Complaint], now: datetime) -> QuerySet[Complaint]:
    """The rows, to be filtered by `is_late`: a promise of the city's is broken at `now` and still open."""
    return complaints.alias(is_late=Q(line__due_at__lt=now))


def selected(user: User, selection: Selection, now: datetime) -> QuerySet[CaseLine]:
    """What list_complaints pages through, in no order."""
    lines = visible_lines(user).filter(_condition(selection.view, user, now), *_filters(user, selection))
    if selection.query:
        lines = lines.filter(pk__in=search(Complaint.objects.all(), selection.query).values("pk"))
    if behind := _read_key(selection.after):
        lines = lines.filter(TupleGreaterThan((F("due_at"), F("pk")), behind))
    return lines.annotate(away_until=_away_until(now), tag_names=tag_names())


def _filters(user: User, selection: Selection) -> list[Q]:
    found = [Q(channel=selection.channel)] if selection.channel else []
    for name, model in (("kelurahan", Kelurahan), ("category", Category)):
        if code := getattr(selection, name):
            found.append(Q(**{f"{name}_id": Subquery(model.objects.filter(code=code).values("pk")[:1])}))
    if selection.tag:
        found.append(tagged_with(selection.tag))
    if selection.is_naming:
        found.append(Q(Exists(Note.objects.filter(mentioned=user, complaint=OuterRef("pk")))))
    return found


def _condition(view: str, user: User, now: datetime) -> Q:
    is_away = Q(pk__in=hiding(now).values("complaint"))
    # Each in the words of the index that it walks along.
    conditions = {
        "perlu": Q(needs_word=True) & ~is_away,
        "telat": Q(is_open=True, due_at__lt=now),
        "saya": Q(is_open=True, assignee_id=user.pk) & ~is_away,
        "belum": Q(is_open=True, assignee_id=None) & ~is_away,
        "menunggu": Q(status=Status.WAITING.value) & ~is_away,
        "ditunda": is_away,
        "semua": Q(),
    }
    return conditions.get(view, conditions["perlu"])


def _away_until(now: datetime) -> Subquery:
    """Until when a case is put off; empty for one in the lists."""
    return Subquery(hiding(now).filter(complaint=OuterRef("pk")).values("until")[:1])


def _key(line: CaseLine) -> str:
    return f"{line.due_at.isoformat()}_{line.pk}"


def _read_key(key: str) -> tuple[datetime, int] | None:
    moment, _, number = key.partition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None


def _row(line: CaseLine, now: datetime, calendar: Calendar, *, knows_all: bool) -> Row:
    complaint = line.complaint
    if is_running(line) and line.due_since:
        own = unit_calendar(calendar, line.due_hours_of, line.due_hours_part)
        deadline = read_deadline(line.due_since, line.due_at, now, own)
    else:
        deadline = PAUSED_DEADLINE if line.is_open else NO_DEADLINE
    shown = knows_all or not is_identity_hidden(complaint)
    who = str(complaint.reporter) if shown else hidden_name(complaint)
    unread = line.is_open and (complaint.answered_at is None or complaint.citizen_wrote_at > complaint.answered_at)
    more: Any = line  # annotated
    return Row(complaint, deadline, who, unread, more.away_until, more.tag_names)
