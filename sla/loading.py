"""Brings the shipped calendar and policy into the database. Repeating it changes nothing; manual days stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.db import transaction

from .definitions import OFFICE_HOURS_FILE, POLICIES_FILE, PolicyFile, SeasonFile, read_office_hours, read_policies
from .drafts import FILE_SOURCE, PACKAGE_SOURCE, file_draft, package_draft, write_draft
from .holidays import add_version, record_edits
from .models import EscalationRule, OfficeHours, Policy, PolicyTarget
from .recount import begin_recount, finish_recount
from .working_time import WITA


@dataclass(frozen=True)
class CalendarLoad:
    """What a load of the calendar changed."""

    added: int
    removed: int
    blocks_changed: bool
    clocks_moved: int


@transaction.atomic
def load_calendar(*, years: Iterable[int], now: datetime, path: Path = OFFICE_HOURS_FILE) -> CalendarLoad:
    """Holidays and cuti bersama of `years`, and the office hours, working days and units on shift of the file; open
    clocks are counted anew.

    Days and seasons entered or dropped by hand stay, and win where package or file name the same. Raises DataFileError.
    """
    draft, moved = package_draft(years), 0
    write_draft(draft, source=PACKAGE_SOURCE)
    exceptions = file_draft(path)
    write_draft(exceptions, source=FILE_SOURCE)
    blocks_changed = _load_office_hours(path)
    if blocks_changed or not (draft.is_empty and exceptions.is_empty):
        version = add_version(reason="Kalender kerja dimuat", document=PACKAGE_SOURCE, user=None, now=now)
        record_edits(version, draft)
        record_edits(version, exceptions)
        moved = finish_recount(recount=begin_recount(version=version, now=now), now=now).moved
    return CalendarLoad(len(draft.added), len(draft.dropped), blocks_changed, moved)


@transaction.atomic
def load_policies(*, now: datetime, path: Path = POLICIES_FILE) -> tuple[Policy, bool]:
    """The policy of the file, and whether it became a new version. Raises DataFileError.

    The first version holds from the file's date, a later one from `now`: what was promised before keeps its version.
    What officers have made is never replaced by a file: an update must not undo the city's own decree.
    """
    wanted = read_policies(path)
    versions = Policy.objects.filter(category=None, channel="", opd=None).order_by("version").select_for_update()
    latest = versions.last()
    if latest and (latest.created_by_id is not None or latest.digest == wanted.digest):
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


def _load_office_hours(path: Path) -> bool:
    columns = ("season", "from_date", "to_date", "weekday", "opens_at", "closes_at", "source")
    by_hand = set(OfficeHours.objects.filter(is_manual=True).values_list("season", flat=True))
    shipped = OfficeHours.objects.filter(is_manual=False)
    entries = [entry for entry in read_office_hours(path) if entry.season.name not in by_hand]
    wanted = {row for entry in entries for row in _block_rows(entry)}
    if wanted == set(shipped.values_list(*columns)):
        return False
    shipped.delete()
    OfficeHours.objects.bulk_create(OfficeHours(**dict(zip(columns, row, strict=True))) for row in wanted)
    return True


def _block_rows(entry: SeasonFile) -> Iterator[tuple[object, ...]]:
    season = entry.season
    for weekday, blocks in season.blocks.items():
        for block in blocks:
            yield season.name, season.from_date, season.to_date, weekday, block.opens, block.closes, entry.source
