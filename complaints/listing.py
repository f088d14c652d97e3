"""The inbox: named views, filters, order by deadline, pages by key. It starts from visible_to, like every list."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from opd.models import User
from sla.calendars import current_calendar
from sla.clock_facts import HOUSE_KINDS
from sla.models import ClockKind, SlaClock
from sla.working_time import Calendar, unit_calendar

from .deadlines import GROUP_LABELS, NO_DEADLINE, PAUSED_DEADLINE, Deadline, read_deadline
from .models import Complaint, Note, ReporterIdentifier
from .permissions import hidden_name, is_coordinator, is_identity_hidden
from .queries import visible_to
from .snoozes import hiding
from .tags import tag_names, tagged_with
from .workflow import OPEN, Status

PAGE_SIZE = 50
LAST_DIGITS, WHOLE_NUMBER = 4, 9  # of a phone: what a search needs, and from where on it may begin with 0
MISTYPED_FROM = 5  # letters of a word that is found although it is mistyped
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # sorts what has no running clock behind everything that has
VIEW_LABELS = {
    "perlu": "Perlu tanggapan",
    "telat": "Terlambat",
    "saya": "Tugas saya",
    "belum": "Belum diambil",
    "menunggu": "Menunggu pelapor",
    "ditunda": "Ditunda",
    "semua": "Semua aduan",
}
_OPEN = Q(status__in=[status.value for status in OPEN])
_IS_NAMED = Q(is_anonymous=False) & (Q(part_of=None) | Q(may_speak=True))
_UNANSWERED = Q(answered_at=None) | Q(citizen_wrote_at__gt=F("answered_at"))


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


def count_views(user: User, now: datetime) -> dict[str, int]:
    """How many complaints each view holds, in one query."""
    counts = {view: Count("pk", filter=_condition(view, user, now)) for view in VIEW_LABELS}
    return with_lateness(visible_to(user), now).aggregate(**counts)


def list_complaints(user: User, selection: Selection, now: datetime) -> Page:
    """The page of `selection` that this user may see, most urgent first."""
    rows = _selected(user, selection, now).select_related("reporter", "kelurahan", "category", "assignee", "opd")
    found = list(rows.order_by(F("due"), "pk")[: PAGE_SIZE + 1])
    page, calendar = found[:PAGE_SIZE], current_calendar()
    # Asked once for the page, and not at all where nobody's name is hidden.
    knows_all = any(map(is_identity_hidden, page)) and is_coordinator(user)
    lines = [_row(complaint, now, calendar, knows_all=knows_all) for complaint in page]
    groups = [Group(key, GROUP_LABELS[key], list(rows)) for key, rows in groupby(lines, lambda row: row.deadline.group)]
    return Page(groups, _key(page[-1]) if len(found) > PAGE_SIZE else "")


def list_version(user: User, selection: Selection, now: datetime) -> str:
    """Changes whenever the list may look different: rows, their versions, and the minute that the words show."""
    facts = _selected(user, selection, now).aggregate(count=Count("pk"), newest=Max("citizen_wrote_at"))
    changed = visible_to(user).aggregate(last=Max("events__created_at"), replies=Max("replies__pk"))
    return f"{facts['count']}-{facts['newest']}-{changed['last']}-{changed['replies']}-{now:%d%H%M}"


def with_lateness(complaints: QuerySet[Complaint], now: datetime) -> QuerySet[Complaint]:
    """The rows, to be filtered by `is_late`: a promise of the city's is broken at `now` and still open."""
    return complaints.alias(is_late=Exists(_running().filter(due_at__lt=now)))


def search(complaints: QuerySet[Complaint], query: str) -> QuerySet[Complaint]:
    """The rows that hold every word of the query; of a longer one the first six words count."""
    for word in query.split()[:6]:
        complaints = complaints.filter(_matches(word))
    return complaints


def _selected(user: User, selection: Selection, now: datetime) -> QuerySet[Complaint]:
    rows = with_lateness(visible_to(user), now).filter(_condition(selection.view, user, now))
    rows = rows.annotate(**_clock_columns(), away_until=_away_until(now), tag_names=tag_names())
    wanted = {
        "channel": selection.channel,
        "kelurahan__code": selection.kelurahan,
        "category__code": selection.category,
    }
    if selection.tag:
        rows = rows.filter(tagged_with(selection.tag))
    if selection.is_naming:
        rows = rows.filter(Exists(Note.objects.filter(mentioned=user, complaint=OuterRef("pk"))))
    rows = search(rows.filter(**{name: value for name, value in wanted.items() if value}), selection.query)
    return rows.filter(_behind(selection.after)) if selection.after else rows


def _condition(view: str, user: User, now: datetime) -> Q:
    away = Q(pk__in=hiding(now).values("complaint"))
    conditions = {
        "perlu": _OPEN & _UNANSWERED & ~Q(status=Status.WAITING.value) & ~away,
        "telat": _OPEN & Q(is_late=True),
        "saya": _OPEN & Q(assignee=user) & ~away,
        "belum": _OPEN & Q(assignee=None) & ~away,
        "menunggu": Q(status=Status.WAITING.value) & ~away,
        "ditunda": away,
        "semua": Q(),
    }
    return conditions.get(view, conditions["perlu"])


def _running() -> QuerySet[SlaClock]:
    clocks = SlaClock.objects.filter(complaint=OuterRef("pk"), is_open=True, paused_at=None)
    return clocks.exclude(kind__in=[ClockKind.CITIZEN, *HOUSE_KINDS]).order_by("due_at")


def _clock_columns() -> dict[str, Any]:
    return {
        "due": Coalesce(Subquery(_running().values("due_at")[:1]), Value(NEVER)),
        "due_since": Subquery(_running().values("started_at")[:1]),
        "due_hours_of": Subquery(_running().values("hours_of")[:1]),
        "due_hours_part": Subquery(_running().values("hours_part")[:1]),
    }


def _away_until(now: datetime) -> Subquery:
    """Until when a case is put off; empty for one in the lists."""
    return Subquery(hiding(now).filter(complaint=OuterRef("pk")).values("until")[:1])


def _matches(word: str) -> Q:
    fields = ("number", "subject", "text", "place", "kelurahan__name", "reporter__name")
    condition = Q()
    for field in fields:
        # A reporter whose name is hidden must not be found by it.
        shown = _IS_NAMED if field == "reporter__name" else Q()
        condition |= Q(**{f"{field}__icontains": word}) & shown
    # A slip of the finger in a longer word: "lubnag" finds "lubang". Short words are like too many others.
    if len(word) >= MISTYPED_FROM and word.isalpha():
        condition |= Q(subject__trigram_word_similar=word)
    return condition | _is_phone(word) & _IS_NAMED if len(word) >= LAST_DIGITS else condition


def _is_phone(word: str) -> Q:
    """The reporter's present number ends so; a whole one may begin with 0 or +62."""
    digits = word.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return Q(pk__in=[])
    digits = digits.removeprefix("0") if len(digits) >= WHOLE_NUMBER else digits
    phones = ReporterIdentifier.objects.filter(kind=ReporterIdentifier.Kind.PHONE, valid_to=None)
    return Q(reporter__in=phones.filter(value__endswith=digits).values("reporter"))


def _key(complaint: Complaint) -> str:
    return f"{_due(complaint).isoformat()}_{complaint.pk}"


def _behind(key: str) -> Q:
    moment, _, number = key.partition("_")
    try:
        due, pk = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return Q()
    return Q(due__gt=due) | Q(due=due, pk__gt=pk)


def _due(complaint: Complaint) -> datetime:
    due: datetime = complaint.due  # type: ignore[attr-defined]  # annotated
    return due


def _row(complaint: Complaint, now: datetime, calendar: Calendar, *, knows_all: bool) -> Row:
    due = _due(complaint)
    if due < NEVER:
        annotated: Any = complaint
        own = unit_calendar(calendar, annotated.due_hours_of, annotated.due_hours_part)
        deadline = read_deadline(annotated.due_since, due, now, own)
    else:
        deadline = PAUSED_DEADLINE if complaint.status in OPEN else NO_DEADLINE
    shown = knows_all or not is_identity_hidden(complaint)
    unread = complaint.status in OPEN and (
        complaint.answered_at is None or complaint.citizen_wrote_at > complaint.answered_at
    )
    who = str(complaint.reporter) if shown else hidden_name(complaint)
    more: Any = complaint  # annotated
    return Row(complaint, deadline, who, unread, more.away_until, more.tag_names)
