"""The city's calendar as one value, made from its rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .models import Holiday, OfficeHours
from .working_time import Block, Calendar, CalendarError, Season


def current_calendar() -> Calendar:
    """The calendar as it stands now. Raises CalendarError when no office hours have been loaded."""
    names = dict(Holiday.objects.values_list("date", "name"))
    seasons = _seasons(OfficeHours.objects.all())
    ordinary = next((season for season in seasons if season.from_date is None), None)
    if ordinary is None:
        raise CalendarError("There are no office hours; run `manage.py load_calendar`")
    return Calendar(ordinary, tuple(season for season in seasons if season is not ordinary), names)


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
