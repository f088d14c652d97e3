"""Brings the shipped calendar and policy into the database. Repeating it changes nothing; manual days stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.db import transaction

from .definitions import (
    OFFICE_HOURS_FILE,
    POLICIES_FILE,
    NationalHoliday,
    PolicyFile,
    SeasonFile,
    national_holidays,
    read_office_hours,
    read_policies,
)
from .models import EscalationRule, Holiday, OfficeHours, Policy, PolicyTarget
from .recount import recount_open_clocks
from .working_time import WITA

PACKAGE_SOURCE = "SKB 3 Menteri, dari paket holidays"


@dataclass(frozen=True)
class CalendarLoad:
    """What a load of the calendar changed."""

    added: int
    removed: int
    blocks_changed: bool
    clocks_moved: int


@transaction.atomic
def load_calendar(*, years: Iterable[int], now: datetime, path: Path = OFFICE_HOURS_FILE) -> CalendarLoad:
    """Holidays and cuti bersama of `years`, and the office hours of the file; open clocks are counted anew.

    Days entered by hand are kept, and win where the package names the same day and kind. Raises DataFileError.
    """
    added, removed = _load_holidays(list(years))
    blocks_changed = _load_office_hours(path)
    moved = 0
    if added or removed or blocks_changed:
        moved = recount_open_clocks(reason="Kalender kerja dimuat ulang", now=now)
    return CalendarLoad(added, removed, blocks_changed, moved)


@transaction.atomic
def load_policies(*, now: datetime, path: Path = POLICIES_FILE) -> tuple[Policy, bool]:
    """The policy of the file, and whether it became a new version. Raises DataFileError.

    The first version holds from the file's date, a later one from `now`: what was promised before keeps its version.
    """
    wanted = read_policies(path)
    latest = Policy.objects.order_by("version").select_for_update().last()
    if latest and latest.digest == wanted.digest:
        return latest, False
    version = latest.version + 1 if latest else 1
    from_date = datetime.combine(wanted.effective_from, time.min, WITA)
    effective_from = max(from_date, now) if latest else from_date
    return _insert_policy(wanted, version, effective_from, now), True


def _insert_policy(wanted: PolicyFile, version: int, effective_from: datetime, now: datetime) -> Policy:
    policy = Policy.objects.create(
        name=wanted.name, version=version, effective_from=effective_from, digest=wanted.digest, created_at=now
    )
    PolicyTarget.objects.bulk_create(
        PolicyTarget(
            policy=policy,
            clock_kind=target.clock_kind,
            complaint_kind=target.complaint_kind,
            amount=target.amount,
            unit=target.unit,
            is_internal=target.is_internal,
            source=target.source,
        )
        for target in wanted.terms.targets
    )
    EscalationRule.objects.bulk_create(
        EscalationRule(
            policy=policy, level=rule.level, rank=rule.rank, percent=rule.percent, after_days=rule.after_days
        )
        for rule in wanted.terms.rules
    )
    return policy


def _load_holidays(years: list[int]) -> tuple[int, int]:
    rows = Holiday.objects.filter(date__year__in=years)
    by_hand = set(rows.filter(is_manual=True).values_list("date", "kind"))
    wanted = {holiday for holiday in national_holidays(years) if (holiday.day, holiday.kind) not in by_hand}
    stored = {
        NationalHoliday(row.date, row.kind, row.name, row.is_provisional): row.pk
        for row in rows.filter(is_manual=False)
    }
    stale = [pk for holiday, pk in stored.items() if holiday not in wanted]
    Holiday.objects.filter(pk__in=stale).delete()
    Holiday.objects.bulk_create(_holiday_row(holiday) for holiday in wanted - stored.keys())
    return len(wanted - stored.keys()), len(stale)


def _holiday_row(holiday: NationalHoliday) -> Holiday:
    return Holiday(
        date=holiday.day,
        kind=holiday.kind,
        name=holiday.name,
        is_provisional=holiday.is_provisional,
        source=PACKAGE_SOURCE,
    )


def _load_office_hours(path: Path) -> bool:
    columns = ("season", "from_date", "to_date", "weekday", "opens_at", "closes_at", "source")
    wanted = {row for entry in read_office_hours(path) for row in _block_rows(entry)}
    if wanted == set(OfficeHours.objects.values_list(*columns)):
        return False
    OfficeHours.objects.all().delete()
    OfficeHours.objects.bulk_create(OfficeHours(**dict(zip(columns, row, strict=True))) for row in wanted)
    return True


def _block_rows(entry: SeasonFile) -> Iterator[tuple[object, ...]]:
    season = entry.season
    for weekday, blocks in season.blocks.items():
        for block in blocks:
            yield season.name, season.from_date, season.to_date, weekday, block.opens, block.closes, entry.source
