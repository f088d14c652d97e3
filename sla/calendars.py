"""The calendars of the city and its units as one value, made from rows and kept in memory until one of them changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from .models import ExtraDay, Holiday, OfficeHours, ShiftUnit
from .working_time import Block, Calendar, CalendarError, Extra, Season, around_the_clock

# Which row versions the calendar is made of: place and writing transaction of each. Nobody has to remember to raise a
# number: a row changed by a service, by hand or by a rollback is seen by the next reader, and no version ever returns.
VERSION = """
    md5(concat_ws('/',
        (SELECT string_agg(ctid::text || xmin, ' ' ORDER BY id) FROM sla_holiday),
        (SELECT string_agg(ctid::text || xmin, ' ' ORDER BY id) FROM sla_officehours),
        '/', (SELECT string_agg(ctid::text || xmin, ' ' ORDER BY id) FROM sla_extraday),
        '/', (SELECT string_agg(ctid::text || xmin, ' ' ORDER BY id) FROM sla_shiftunit)))
"""
KEPT = 4  # one is in force; a transaction that changes the calendar has its own view of it


def current_calendar() -> Calendar:
    """The calendar as it stands now: one query, and the rows only after a change.

    Raises CalendarError when no office hours have been loaded.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {VERSION}")
        (version,) = cursor.fetchone()
    return calendar_of(version)


def calendar_version() -> RawSQL:
    """The version as a column of another query, for `calendar_of`: a list does not ask for it by itself."""
    return RawSQL(VERSION, [], TextField())  # noqa: S611  # a constant


@lru_cache(maxsize=KEPT)
def calendar_of(version: str) -> Calendar:
    """The calendar of the rows as they stand, kept under their version. Raises CalendarError without office hours."""
    names = dict(Holiday.objects.filter(is_dropped=False).values_list("date", "name"))
    seasons = _seasons(OfficeHours.objects.order_by("-is_manual", "season", "weekday", "opens_at"))
    ordinary = next((season for season in seasons if season.from_date is None), None)
    if ordinary is None:
        raise CalendarError("There are no office hours; run `manage.py load_calendar`")
    dated = tuple(season for season in seasons if season is not ordinary)
    units, parts = _on_shift()
    return Calendar(ordinary, dated, names, extras=_extras(), units=units, parts=parts)


def _extras() -> Mapping[date, Extra]:
    rows = ExtraDay.objects.filter(is_dropped=False)
    return {row.date: Extra(row.name, row.works_like) for row in rows}


def _on_shift() -> tuple[Mapping[int, Calendar], Mapping[tuple[int, int], Calendar]]:
    """The units as a whole, and the parts of units."""
    rows = list(ShiftUnit.objects.filter(is_dropped=False))
    # One value for all of them: its days are laid out once.
    shift = around_the_clock()
    units = {row.opd_id: shift for row in rows if row.category_id is None}
    return units, {(row.opd_id, row.category_id): shift for row in rows if row.category_id is not None}


def _seasons(rows: Iterable[OfficeHours]) -> list[Season]:
    by_name: dict[str, list[OfficeHours]] = defaultdict(list)
    for row in rows:
        by_name[row.season].append(row)
    return [Season(name, _blocks(season), season[0].from_date, season[0].to_date) for name, season in by_name.items()]


def _blocks(rows: list[OfficeHours]) -> Mapping[int, tuple[Block, ...]]:
    blocks: dict[int, list[Block]] = defaultdict(list)
    for row in rows:
        blocks[row.weekday].append(Block(row.opens_at, row.closes_at))
    return {weekday: tuple(sorted(day, key=lambda block: block.opens)) for weekday, day in blocks.items()}
