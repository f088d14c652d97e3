"""The shipped data files as values: office hours, targets and ladder, national holidays. No database."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import holidays

from opd.records import Record, read_records

from .models import ClockKind, Holiday, Level, Unit
from .models.clock import rank_of
from .policies import COMPLAINT_KINDS
from .terms import Rule, Target, Terms
from .working_time import Block, Calendar, Extra, Season

DATA = Path(__file__).parent / "data"
OFFICE_HOURS_FILE = DATA / "office_hours.yaml"
POLICIES_FILE = DATA / "policies.yaml"
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
MAX_AMOUNT = 100_000
MAX_DAYS = 366

# The joint decree of three ministers fixes one year at a time; later years in the package are estimates.
LAST_DECREED_YEAR = 2026
HOLIDAY_CATEGORIES = {"public": Holiday.Kind.PUBLIC, "government": Holiday.Kind.GOVERNMENT}


@dataclass(frozen=True)
class SeasonFile:
    """One season of the office hours file with the source of its hours."""

    season: Season
    source: str


@dataclass(frozen=True)
class HoursFile:
    """What the office hours file says beside the seasons: free days that are worked, and who works around the clock, a
    unit as `BPBD` and a part of one as `RSUD/igd`."""

    extras: Mapping[date, Extra]
    shift_codes: tuple[str, ...]


@dataclass(frozen=True)
class PolicyFile:
    """The policies file as a value; `digest` changes exactly when what it says changes."""

    name: str
    effective_from: date
    terms: Terms

    @property
    def digest(self) -> str:
        """SHA-256 of the content, independent of comments and layout."""
        return hashlib.sha256(repr((self.name, self.terms)).encode()).hexdigest()


@dataclass(frozen=True)
class NationalHoliday:
    """A day off that the package knows, with its kind."""

    day: date
    kind: str
    name: str
    is_provisional: bool


def national_holidays(years: Iterable[int]) -> list[NationalHoliday]:
    """Public holidays and cuti bersama of these years. The package's default would leave out cuti bersama."""
    found = []
    for category, kind in HOLIDAY_CATEGORIES.items():
        for day, name in holidays.country_holidays("ID", years=years, categories=(category,), language="id").items():
            found.append(NationalHoliday(day, kind.value, name, day.year > LAST_DECREED_YEAR))
    return sorted(found, key=lambda holiday: (holiday.day, holiday.kind))


def read_office_hours(path: Path = OFFICE_HOURS_FILE) -> list[SeasonFile]:
    """The seasons of the file, exactly one of them without dates. Raises DataFileError."""
    root = read_records(path)
    seasons = [_season(record) for record in root.records("seasons")]
    ordinary = [entry for entry in seasons if entry.season.from_date is None]
    if len(ordinary) != 1:
        raise root.wrong(f"{len(ordinary)} seasons have no dates; exactly one must be the ordinary one")
    return seasons


def read_exceptions(path: Path = OFFICE_HOURS_FILE) -> HoursFile:
    """The exceptions of the file. Raises DataFileError."""
    root = read_records(path)
    days = root.records("extra_days")
    extras = {_date(day, "date"): _extra(day) for day in days}
    if len(extras) != len(days):
        raise root.wrong("a day stands twice in `extra_days`")
    return HoursFile(extras, tuple(root.texts("around_the_clock")))


def read_policies(path: Path = POLICIES_FILE) -> PolicyFile:
    """The policy of the file. Raises DataFileError."""
    root = read_records(path)
    targets = tuple(_target(record) for record in root.records("targets"))
    rules = tuple(_rule(record) for record in root.records("escalation"))
    if [rule.rank for rule in rules] != sorted({rule.rank for rule in rules}):
        raise root.wrong("each level must stand once in `escalation`, from the lowest up")
    # Whoever gives his word sets its day himself, and a channel its window.
    if (
        missing := set(ClockKind.values)
        - {ClockKind.PROMISE, ClockKind.WINDOW}
        - {target.clock_kind for target in targets}
    ):
        raise root.wrong(f"no target for {', '.join(sorted(missing))}")
    return PolicyFile(root.text("name", limit=60), _date(root, "effective_from"), Terms(targets, rules))


def default_calendar(years: Iterable[int]) -> Calendar:
    """The calendar as shipped, for years in which the package knows holidays."""
    seasons = [entry.season for entry in read_office_hours()]
    ordinary = next(season for season in seasons if season.from_date is None)
    dated = tuple(season for season in seasons if season is not ordinary)
    names = {holiday.day: holiday.name for holiday in national_holidays(years)}
    return Calendar(ordinary, dated, names, extras=read_exceptions().extras)


def _extra(record: Record) -> Extra:
    return Extra(record.text("name", limit=120), WEEKDAYS.index(record.choice("works_like", WEEKDAYS)))


def _season(record: Record) -> SeasonFile:
    blocks: dict[int, tuple[Block, ...]] = {}
    for days in record.records("days"):
        for weekday in days.texts("weekdays"):
            if weekday not in WEEKDAYS:
                raise days.wrong(f"{weekday!r} is no weekday")
            blocks[WEEKDAYS.index(weekday)] = _blocks(days)
    from_date, to_date = (_date(record, key) if record.optional_text(key) else None for key in ("from", "to"))
    if (from_date is None) != (to_date is None) or (from_date and to_date and from_date > to_date):
        raise record.wrong("`from` and `to` must both be there, in order, or both be left out")
    season = Season(record.text("name", limit=40), blocks, from_date, to_date)
    return SeasonFile(season, record.text("source", limit=200))


def _blocks(record: Record) -> tuple[Block, ...]:
    blocks = tuple(_block(record, text) for text in record.texts("blocks"))
    edges = [edge for block in blocks for edge in (block.opens, block.closes)]
    if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
        raise record.wrong("`blocks` must be there, follow each other and have a length")
    return blocks


def _block(record: Record, text: str) -> Block:
    try:
        opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError as error:
        raise record.wrong(f"{text!r} is no block such as 07:30-12:00") from error
    return Block(opens, closes)


def _target(record: Record) -> Target:
    return Target(
        clock_kind=record.choice("clock", ClockKind.values),
        complaint_kind=record.choice("kind", COMPLAINT_KINDS) if record.optional_text("kind") else "",
        amount=int(record.number("amount", low=1, high=MAX_AMOUNT)),
        unit=record.choice("unit", Unit.values),
        is_internal=record.values.get("internal") is True,
        source=record.text("source", limit=120),
    )


def _rule(record: Record) -> Rule:
    percent, after_days = (_optional_number(record, key) for key in ("percent", "after_days"))
    if (percent is None) == (after_days is None):
        raise record.wrong("exactly one of `percent` and `after_days` must be there")
    level = record.choice("level", Level.values)
    return Rule(level, rank_of(level), percent, after_days)


def _optional_number(record: Record, key: str) -> int | None:
    return int(record.number(key, low=0, high=MAX_DAYS)) if key in record.values else None


def _date(record: Record, key: str) -> date:
    try:
        return date.fromisoformat(record.text(key))
    except ValueError as error:
        raise record.wrong(f"`{key}` is no date such as 2026-02-19") from error
