"""Changing the calendar: days off come by decree and not with a release, and every open promise follows."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from opd.models import User

from .calendars import current_calendar
from .drafts import DayOff, Draft, read_day, write_draft
from .models import CalendarEdit, CalendarVersion, Holiday, OfficeHours, Recount
from .office_words import office_words
from .permissions import may_steer
from .recount import begin_recount
from .working_time import Season, is_working_day, season_of

Action = CalendarEdit.Action
Edit = tuple[Action, date | None, date | None, str]
WITHOUT_DOCUMENT = "Tanpa dokumen, lewat perintah set_holiday"


class CalendarRefusedError(ValueError):
    """A change of the calendar that is refused; `str()` of it is a sentence for the officer."""


@transaction.atomic
def change_calendar(*, draft: Draft, reason: str, document: str, user: User | None, now: datetime) -> Recount:
    """Makes the change a version of the calendar; gives the job that counts the open clocks anew.

    `document` is the decree with its number. `user` is None for commands. Raises CalendarRefusedError.
    """
    _check(draft, reason, document, user)
    version = add_version(reason=reason, document=document, user=user, now=now)
    record_edits(version, draft)
    write_draft(draft, source=document)
    return begin_recount(version=version, now=now)


def add_holiday(*, day: date, name: str, kind: str, source: str, now: datetime) -> Recount:
    """Makes `day` a day off for the whole city. A reload of the calendar keeps it. Raises CalendarRefusedError.

    `source` names the decree. Entering the same day and kind again corrects its name and source.
    """
    draft = Draft(added=(DayOff(day, kind, name),))
    return change_calendar(
        draft=draft, reason=f"{day:%d-%m-%Y} menjadi hari libur: {name}", document=source, user=None, now=now
    )


def remove_holiday(*, day: date, now: datetime, source: str = WITHOUT_DOCUMENT) -> Recount:
    """Makes `day` a working day again, whoever entered it; a reload does not bring it back.

    Raises CalendarRefusedError when it is no day off.
    """
    draft = Draft(dropped=tuple(read_day(row) for row in Holiday.objects.filter(date=day, is_dropped=False)))
    return change_calendar(
        draft=draft, reason=f"{day:%d-%m-%Y} bukan lagi hari libur", document=source, user=None, now=now
    )


def add_version(*, reason: str, document: str, user: User | None, now: datetime) -> CalendarVersion:
    """The next version of the calendar. Two changes at once wait for each other."""
    newest = CalendarVersion.objects.select_for_update().order_by("-number").first()
    return CalendarVersion.objects.create(
        number=newest.number + 1 if newest else 1,
        made_at=now,
        made_by=user,
        reason=reason.strip()[:200],
        document=document.strip()[:200],
    )


def record_edits(version: CalendarVersion, draft: Draft) -> None:
    """Keeps with the version what it does. Called before the rows change."""
    CalendarEdit.objects.bulk_create(
        CalendarEdit(version=version, action=action, from_date=first, to_date=last, text=text[:300])
        for action, first, last, text in edits_of(draft)
    )


def edits_of(draft: Draft) -> Iterator[Edit]:
    """What the draft does, piece by piece: action, first and last day (none for a unit's hours), words."""
    for gone in draft.leaving:
        yield Action.DROPPED, gone.day, gone.day, gone.words
    for new in draft.coming:
        yield Action.ADDED, new.day, new.day, new.words
    for shift in draft.shifts_dropped:
        yield Action.DROPPED, None, None, shift.words
    for shift in draft.shifts_added:
        yield Action.ADDED, None, None, shift.words
    if season := draft.season:
        known = OfficeHours.objects.filter(season=season.name).exists()
        first, last = season.from_date or date.min, season.to_date or date.max
        yield Action.CHANGED if known else Action.ADDED, first, last, f"{season.name}: {office_words(season)}"


def _check(draft: Draft, reason: str, document: str, user: User | None) -> None:
    if user is not None and not may_steer(user):
        raise CalendarRefusedError("Hanya admin dan koordinator yang dapat mengubah kalender kerja.")
    if draft.is_empty:
        raise CalendarRefusedError("Tidak ada yang berubah pada kalender.")
    if not reason.strip():
        raise CalendarRefusedError("Tuliskan alasan perubahan kalender.")
    if not document.strip():
        raise CalendarRefusedError("Tuliskan nomor dokumen yang mendasari perubahan ini.")
    if draft.season:
        _check_season(draft.season)
    _check_work_days(draft)


def _check_work_days(draft: Draft) -> None:
    """A day is one thing: whoever wants it to be another drops the former first."""
    if not (draft.work_added or draft.added):
        return
    calendar = current_calendar()
    for work in draft.work_added:
        if work.day in calendar.holidays:
            raise CalendarRefusedError(f"{work.day:%d-%m-%Y} hari libur. Hapus dulu hari liburnya.")
        if is_working_day(calendar, work.day) and work.day not in calendar.extras:
            raise CalendarRefusedError(f"{work.day:%d-%m-%Y} sudah hari kerja.")
        if work.works_like not in season_of(calendar, work.day).blocks:
            raise CalendarRefusedError("Hari yang jamnya dipakai tidak mempunyai jam kerja.")
    for off in draft.added:
        if off.day in calendar.extras:
            raise CalendarRefusedError(f"{off.day:%d-%m-%Y} hari kerja pengganti. Hapus dulu hari kerja itu.")


def _check_season(season: Season) -> None:
    if season.from_date is None or season.to_date is None or season.from_date > season.to_date:
        raise CalendarRefusedError("Tanggal mulai harus sebelum tanggal selesai.")
    others = OfficeHours.objects.filter(from_date__lte=season.to_date, to_date__gte=season.from_date)
    other = others.exclude(season=season.name).first()
    if other:
        raise CalendarRefusedError(f"Rentang tanggal ini bertumpuk dengan jam kerja “{other.season}”.")
