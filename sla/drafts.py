"""A change of the calendar before it is made: as a value, as rows, and as the calendar that would hold then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from .calendars import current_calendar
from .definitions import national_holidays
from .models import Holiday, OfficeHours
from .working_time import Calendar, Season

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
class Draft:
    """Days that come and go, and a season with its hours. `by_hand` is false for what the package says."""

    added: tuple[DayOff, ...] = ()
    dropped: tuple[DayOff, ...] = ()
    season: Season | None = None
    by_hand: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.dropped or self.season)

    @property
    def first_day(self) -> date:
        """The earliest day that it touches: no promise that ends before can move."""
        days = [off.day for off in (*self.added, *self.dropped)]
        return min([*days, self.season.from_date] if self.season and self.season.from_date else days)


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


def read_day(row: Holiday) -> DayOff:
    """A row as a value."""
    return DayOff(row.date, row.kind, row.name, row.is_provisional)


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
    rows = Holiday.objects.filter(date=off.day, kind=off.kind)
    if by_hand:
        rows.update(is_dropped=True, is_manual=True, source=source)
    else:
        rows.delete()


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
