"""A change of the calendar before it is made: as a value, as rows, and as the calendar that would hold then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from opd.models import Category, Opd

from .calendars import current_calendar
from .definitions import national_holidays, read_exceptions
from .models import ExtraDay, Holiday, OfficeHours, ShiftUnit
from .office_words import DAYS
from .working_time import Calendar, Season

BEFORE_ALL = date(2000, 1, 1)  # no promise is older
FILE_SOURCE = "Berkas jam kerja aplikasi"
PACKAGE_SOURCE = "SKB 3 Menteri, dari paket holidays"


@dataclass(frozen=True)
class DayOff:
    """A day off. `is_provisional`: no decree has fixed it yet."""

    day: date
    kind: str
    name: str
    is_provisional: bool = False

    @property
    def words(self) -> str:
        """`Hari libur nasional: Idulfitri`."""
        return f"{Holiday.Kind(self.kind).label}: {self.name}"


@dataclass(frozen=True)
class WorkDay:
    """A free day that is worked, with the hours of the weekday `works_like` (0 is Monday)."""

    day: date
    name: str
    works_like: int

    @property
    def words(self) -> str:
        """`Hari kerja pengganti dengan jam Senin: Pengganti cuti bersama`."""
        return f"Hari kerja pengganti dengan jam {DAYS[self.works_like]}: {self.name}"


@dataclass(frozen=True)
class Shift:
    """A unit that works around the clock, or with a category the part of it that has such cases. `name` is the unit's,
    with that of the category."""

    opd_id: int
    name: str
    category_id: int | None = None

    @property
    def words(self) -> str:
        """`Disdamkartan bekerja 24 jam`."""
        return f"{self.name} bekerja 24 jam"


@dataclass(frozen=True)
class Draft:
    """Days off, working days and units on shift that come and go, and a season with its hours. `by_hand` is false for
    what package and file say."""

    added: tuple[DayOff, ...] = ()
    dropped: tuple[DayOff, ...] = ()
    season: Season | None = None
    work_added: tuple[WorkDay, ...] = ()
    work_dropped: tuple[WorkDay, ...] = ()
    shifts_added: tuple[Shift, ...] = ()
    shifts_dropped: tuple[Shift, ...] = ()
    by_hand: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.coming or self.leaving or self.season or self.shifts_added or self.shifts_dropped)

    @property
    def first_day(self) -> date:
        """The earliest day that it touches: no promise that ends before can move. Hours of a unit touch all of its
        promises."""
        if self.shifts_added or self.shifts_dropped:
            return BEFORE_ALL
        days = [each.day for each in (*self.coming, *self.leaving)]
        return min([*days, self.season.from_date] if self.season and self.season.from_date else days)

    @property
    def coming(self) -> "tuple[DayOff | WorkDay, ...]":
        """The days that become something else than their weekday says."""
        return *self.added, *self.work_added

    @property
    def leaving(self) -> "tuple[DayOff | WorkDay, ...]":
        """The days that become ordinary again."""
        return *self.dropped, *self.work_dropped


def package_draft(years: Iterable[int]) -> Draft:
    """What the `holidays` package says of these years and the calendar does not, and the other way round.

    Days that were entered or dropped by hand stay as they are.
    """
    years = list(years)
    rows = Holiday.objects.filter(date__year__in=years)
    by_hand = set(rows.filter(is_manual=True).values_list("date", "kind"))
    wanted = {DayOff(off.day, off.kind, off.name, off.is_provisional) for off in national_holidays(years)}
    wanted = {off for off in wanted if (off.day, off.kind) not in by_hand}
    stored = {read_day(row) for row in rows.filter(is_manual=False)}
    return Draft(_in_order(wanted - stored), _in_order(stored - wanted), by_hand=False)


def file_draft(path: Path) -> Draft:
    """What the office hours file says of working days and units on shift and the rows do not, and the other way round.

    Entries by hand stay as they are; a unit or category that the city does not have is left out. Raises DataFileError.
    """
    wanted, by_hand = read_exceptions(path), ExtraDay.objects.filter(is_manual=True).values_list("date", flat=True)
    kept = set(by_hand)
    days = {WorkDay(day, extra.name, extra.works_like) for day, extra in wanted.extras.items() if day not in kept}
    stored = {read_work_day(row) for row in ExtraDay.objects.filter(is_manual=False)}
    decided = set(ShiftUnit.objects.filter(is_manual=True).values_list("opd", "category"))
    shifts = {shift for shift in _shifts(wanted.shift_codes) if (shift.opd_id, shift.category_id) not in decided}
    running = {read_shift(row) for row in ShiftUnit.objects.filter(is_manual=False).select_related("opd", "category")}
    return Draft(
        work_added=tuple(sorted(days - stored, key=attrgetter("day"))),
        work_dropped=tuple(sorted(stored - days, key=attrgetter("day"))),
        shifts_added=tuple(sorted(shifts - running, key=attrgetter("name"))),
        shifts_dropped=tuple(sorted(running - shifts, key=attrgetter("name"))),
        by_hand=False,
    )


def read_day(row: Holiday) -> DayOff:
    """A row as a value."""
    return DayOff(row.date, row.kind, row.name, row.is_provisional)


def read_work_day(row: ExtraDay) -> WorkDay:
    """A row as a value."""
    return WorkDay(row.date, row.name, row.works_like)


def read_shift(row: ShiftUnit) -> Shift:
    """A row as a value; reads the names of unit and category."""
    return Shift(row.opd_id, row.name, row.category_id)


def shift_of(opd: Opd, category: Category | None = None) -> Shift:
    """That unit, or that part of it, as a value."""
    return read_shift(ShiftUnit(opd=opd, category=category))


def _shifts(codes: Iterable[str]) -> Iterator[Shift]:
    """What the codes of the file stand for: `BPBD` for a unit, `RSUD/igd` for a part of one."""
    units = {opd.code: opd for opd in Opd.objects.all()}
    categories = {category.code: category for category in Category.objects.all()}
    for unit, _, part in (code.partition("/") for code in codes):
        if unit in units and (not part or part in categories):
            yield shift_of(units[unit], categories.get(part))


def calendar_after(draft: Draft) -> Calendar:
    """The very calendar that would hold after the change; nothing is changed."""
    with transaction.atomic():
        write_draft(draft, source="")
        calendar = current_calendar()
        transaction.set_rollback(True)
    return calendar


def write_draft(draft: Draft, *, source: str) -> None:
    """Puts the change into the rows of the calendar, in the caller's transaction. `source` is its document."""
    for off in draft.dropped:
        _drop(off, by_hand=draft.by_hand, source=source)
    Holiday.objects.bulk_create(
        [_row(off, by_hand=draft.by_hand, source=source) for off in draft.added],
        update_conflicts=True,
        unique_fields=["date", "kind"],
        update_fields=["name", "source", "is_manual", "is_dropped", "is_provisional"],
    )
    if draft.season:
        _write_season(draft.season, source)
    _write_work_days(draft, source)
    _write_shifts(draft, source)


def _write_work_days(draft: Draft, source: str) -> None:
    leaving = ExtraDay.objects.filter(date__in=[work.day for work in draft.work_dropped])
    _let_go(leaving, by_hand=draft.by_hand, source=source)
    ExtraDay.objects.bulk_create(
        [
            ExtraDay(date=work.day, name=work.name, works_like=work.works_like, is_manual=draft.by_hand, source=source)
            for work in draft.work_added
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["name", "works_like", "is_manual", "is_dropped", "source"],
    )


def _write_shifts(draft: Draft, source: str) -> None:
    for shift in draft.shifts_dropped:
        leaving = ShiftUnit.objects.filter(opd=shift.opd_id, category=shift.category_id)
        _let_go(leaving, by_hand=draft.by_hand, source=source)
    for shift in draft.shifts_added:
        known = ShiftUnit.objects.filter(opd=shift.opd_id, category=shift.category_id)
        if not known.update(is_manual=draft.by_hand, is_dropped=False, source=source):
            facts = {"opd_id": shift.opd_id, "category_id": shift.category_id}
            ShiftUnit.objects.create(**facts, is_manual=draft.by_hand, source=source)


def _let_go(rows: QuerySet[Any], *, by_hand: bool, source: str) -> None:
    """What somebody took out stays out at the next load; what the file no longer says is simply gone."""
    if by_hand:
        rows.update(is_dropped=True, is_manual=True, source=source)
    else:
        rows.delete()


def _row(off: DayOff, *, by_hand: bool, source: str) -> Holiday:
    return Holiday(
        date=off.day,
        kind=off.kind,
        name=off.name,
        is_provisional=off.is_provisional,
        is_manual=by_hand,
        source=source,
    )


def _drop(off: DayOff, *, by_hand: bool, source: str) -> None:
    _let_go(Holiday.objects.filter(date=off.day, kind=off.kind), by_hand=by_hand, source=source)


def _write_season(season: Season, source: str) -> None:
    OfficeHours.objects.filter(season=season.name).delete()
    OfficeHours.objects.bulk_create(
        OfficeHours(
            season=season.name,
            from_date=season.from_date,
            to_date=season.to_date,
            weekday=weekday,
            opens_at=block.opens,
            closes_at=block.closes,
            is_manual=True,
            source=source,
        )
        for weekday, blocks in season.blocks.items()
        for block in blocks
    )


def _in_order(days: Iterable[DayOff]) -> tuple[DayOff, ...]:
    return tuple(sorted(days, key=lambda off: (off.day, off.kind)))
