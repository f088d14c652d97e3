"""The inbox: named views, filters, order by deadline, pages by key. It starts from visible_lines, like every list."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.db.models.functions import Coalesce

from opd.models import Category, Kelurahan, User
from sla.calendars import calendar_of, calendar_version
from sla.working_time import Calendar, unit_calendar

from .at_once import Question, ask, counted
from .case_lines import is_running
from .deadlines import GROUP_LABELS, NO_DEADLINE, PAUSED_DEADLINE, Deadline, read_deadline
from .models import CaseLine, Complaint, Note
from .permissions import hidden_name, is_coordinator, is_identity_hidden
from .queries import visible_lines
from .searching import COMMON, oldest_looked_through, search_lines, share_of, spell
from .snoozes import hiding
from .tags import tag_names, tagged_with
from .workflow import Status

PAGE_SIZE = 50
MOST_COUNTED = 99  # cases of a view are counted up to here and no further
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
    """One page of the list. `next_key` is empty on the last.

    Of a search, `is_partial`: only the newest cases were looked through, and behind the key are older ones; `spelled`
    is what was searched for instead of a mistyped query.
    """

    groups: list[Group]
    next_key: str
    is_partial: bool = False
    spelled: str = ""


def count_questions(user: User, now: datetime) -> dict[str, Question]:
    """How many cases each view holds, to be asked at once; never more than MOST_COUNTED + 1."""
    lines = visible_lines(user)
    return {view: counted(lines.filter(_condition(view, user, now)), MOST_COUNTED) for view in VIEW_LABELS}


def count_views(user: User, now: datetime) -> dict[str, int]:
    """The answers of count_questions, where nothing else is asked beside them."""
    return ask(count_questions(user, now))


def list_complaints(user: User, selection: Selection, now: datetime, *, share: float | None = None) -> Page:
    """The page of `selection` that this user may see, most urgent first; of a search newest first. One query, for which
    a search has to know the `share` of the cases that hold its rarest word: asked here where it is not given.

    A search that finds nothing is tried again with its mistyped words mended.
    """
    if not selection.query:
        lines = _shown(_chosen(user, selection, now), now)
        if behind := _read_key(selection.after):
            lines = lines.filter(TupleGreaterThan((F("due_at"), F("pk")), behind))
        found = list(lines.order_by("due_at", "pk")[: PAGE_SIZE + 1])
        rows = _rows(user, found[:PAGE_SIZE], now)
        groups = [Group(key, GROUP_LABELS[key], list(same)) for key, same in groupby(rows, _group_of)]
        return Page(groups, _key(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else "")
    page = _found(user, selection, now, share)
    if page.groups or page.next_key or selection.after or (better := spell(selection.query)) == selection.query:
        return page
    again = _found(user, replace(selection, query=better), now, None)
    return replace(again, spelled=better) if again.groups else page


def _found(user: User, selection: Selection, now: datetime, share: float | None) -> Page:
    if share is None:
        share = ask({"share": share_of(selection.query)})["share"]
    is_common, before = share > COMMON, int(selection.after) if selection.after.isdecimal() else None
    lines = _shown(search_lines(_chosen(user, selection, now), selection.query, is_common=is_common), now)
    if before is not None:
        lines = lines.filter(pk__lt=before)
    oldest = oldest_looked_through(user, before).values("pk")
    if is_common:
        lines = lines.filter(pk__gt=Coalesce(Subquery(oldest), Value(0)))
    found = list(lines.order_by("-pk")[: PAGE_SIZE + 1])
    rows = _rows(user, found[:PAGE_SIZE], now)
    groups = [Group("found", "Terbaru dulu", rows)] if rows else []
    if len(found) > PAGE_SIZE:
        return Page(groups, str(found[PAGE_SIZE - 1].pk))
    end = oldest.values_list("pk", flat=True).first() if is_common else None
    return Page(groups, str(end + 1) if end else "", is_partial=end is not None)


def _rows(user: User, page: list[CaseLine], now: datetime) -> list[Row]:
    # Looked up once for the page, and not at all where nobody's name is hidden.
    knows_all = any(is_identity_hidden(line.complaint) for line in page) and is_coordinator(user)
    calendar = calendar_of(page[0].calendar) if page else None  # type: ignore[attr-defined]  # annotated
    return [_row(line, now, calendar, knows_all=knows_all) for line in page if calendar]


def _group_of(row: Row) -> str:
    return row.deadline.group


def with_lateness(complaints: QuerySet[Complaint], now: datetime) -> QuerySet[Complaint]:
    """The rows, to be filtered by `is_late`: a promise of the city's is broken at `now` and still open."""
    return complaints.alias(is_late=Q(line__due_at__lt=now))


def selected(user: User, selection: Selection, now: datetime) -> QuerySet[CaseLine]:
    """What list_complaints pages through, in no order: to be counted up to a limit."""
    lines = _chosen(user, selection, now)
    return search_lines(lines, selection.query, is_common=True) if selection.query else lines


def _chosen(user: User, selection: Selection, now: datetime) -> QuerySet[CaseLine]:
    return visible_lines(user).filter(_condition(selection.view, user, now), *_filters(user, selection))


def _shown(lines: QuerySet[CaseLine], now: datetime) -> QuerySet[CaseLine]:
    """The lines with all that a row shows."""
    wanted = [f"complaint__{name}" for name in ("reporter", "kelurahan", "category", "assignee")]
    facts = {"calendar": calendar_version(), "away_until": _away_until(now), "tag_names": tag_names()}
    return lines.select_related(*wanted).annotate(**facts)


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


def late_condition(now: datetime) -> Q:
    """Of a line: a promise of the city's is broken at `now` and still open."""
    return Q(is_open=True, due_at__lt=now)


def _condition(view: str, user: User, now: datetime) -> Q:
    is_away = Q(pk__in=hiding(now).values("complaint"))
    # Each in the words of the index that it walks along.
    conditions = {
        "perlu": Q(needs_word=True) & ~is_away,
        "telat": late_condition(now),
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
