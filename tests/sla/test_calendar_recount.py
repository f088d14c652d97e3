"""Counting open clocks anew in pieces: watched, stopped, continued, replaced, and never done twice."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from opd.models import Opd, Role, User
from sla import clocks, extensions, recount
from sla.calendars import current_calendar
from sla.drafts import DayOff, Draft, calendar_after, package_draft
from sla.holidays import CalendarRefusedError, add_holiday, change_calendar
from sla.models import CalendarVersion, ClockKind, DueChange, Holiday, Recount, SlaClock
from sla.recount import (
    RecountRefusedError,
    continue_recount,
    finish_recount,
    preview_moves,
    stop_recount,
    work_recount,
)
from sla.working_time import is_working_day
from tests.sla.kit import MakeComplaint, MakeUser, wita

pytestmark = pytest.mark.usefixtures("loaded")

STARTED, DECREED = wita("2026-04-07 09:00"), wita("2026-04-08 09:00")
DAY, OTHER_DAY = date(2026, 4, 9), date(2026, 4, 10)
DRAFT = Draft(added=(DayOff(DAY, "local", "Hari Jadi Kota"),))


@pytest.fixture
def steering(make_user: MakeUser) -> User:
    return make_user("koordinator", Role.KOORDINATOR)


@pytest.fixture
def three(make_complaint: MakeComplaint, monkeypatch: pytest.MonkeyPatch) -> list[SlaClock]:
    """Three promises, each a piece of its own."""
    monkeypatch.setattr(recount, "CHUNK", 1)
    kinds = [ClockKind.FIRST_ANSWER]
    return [clocks.start(complaint=make_complaint(), kinds=kinds, now=STARTED)[0] for _ in range(3)]


def decree(day: date = DAY) -> Recount:
    return add_holiday(day=day, name="Hari Jadi Kota", kind="local", source="SK 12/2026", now=DECREED)


def dues() -> list[str]:
    """The day of April of each due time."""
    moments = SlaClock.objects.order_by("pk").values_list("due_at", flat=True)
    return [f"{moment.astimezone(STARTED.tzinfo):%d}" for moment in moments]


def facts(job: Recount) -> tuple[str, int, int, int]:
    job.refresh_from_db()
    return job.status, job.total, job.done, job.moved


def test_the_job_goes_on_where_it_stood(three: list[SlaClock]) -> None:
    job, seen = decree(), []

    for _ in range(5):
        work_recount(now=DECREED, chunks=1)
        seen.append((*facts(job), "".join(dues())))

    assert seen == [
        ("running", 3, 1, 1, "151414"),
        ("running", 3, 2, 2, "151514"),
        ("running", 3, 3, 3, "151515"),
        ("done", 3, 3, 3, "151515"),
        ("done", 3, 3, 3, "151515"),
    ]
    assert DueChange.objects.count() == 3


def test_a_piece_that_dies_is_done_again_and_nothing_twice(three: list[SlaClock]) -> None:
    job = decree()
    with transaction.atomic():
        work_recount(now=DECREED, chunks=1)
        transaction.set_rollback(True)

    finish_recount(recount=job, now=DECREED)

    assert (facts(job), DueChange.objects.count()) == (("done", 3, 3, 3), 3)


def test_stopped_it_leaves_the_rest_and_continued_it_takes_them(three: list[SlaClock], steering: User) -> None:
    job = decree()
    work_recount(now=DECREED, chunks=1)

    stop_recount(recount=job, user=steering, now=DECREED)
    rested = work_recount(now=DECREED), "".join(dues())
    continue_recount(recount=job, user=steering, now=DECREED)
    work_recount(now=DECREED)

    assert (rested, facts(job), "".join(dues())) == ((0, "151414"), ("done", 3, 3, 3), "151515")


def test_a_newer_change_counts_everything_and_the_older_job_ends(three: list[SlaClock], steering: User) -> None:
    older = decree()
    work_recount(now=DECREED, chunks=1)

    newer = finish_recount(recount=decree(OTHER_DAY), now=DECREED)

    assert (facts(older)[0], facts(newer), "".join(dues())) == ("replaced", ("done", 3, 3, 3), "161616")
    with pytest.raises(RecountRefusedError, match="lebih baru"):
        continue_recount(recount=older, user=steering, now=DECREED)


def test_two_open_jobs_are_impossible(three: list[SlaClock]) -> None:
    decree()
    version = CalendarVersion.objects.create(number=99, made_at=DECREED, reason="Uji", document="Uji")

    with pytest.raises(IntegrityError, match="one_open_recount"):
        Recount.objects.create(version=version, total=0, status=Recount.Status.RUNNING)


@pytest.mark.parametrize("act", [stop_recount, continue_recount])
def test_an_officer_neither_stops_nor_continues(act: Callable[..., None], make_user: MakeUser, dishub: Opd) -> None:
    officer = make_user("sari", Role.PETUGAS, dishub)

    with pytest.raises(RecountRefusedError, match="Hanya admin dan koordinator"):
        act(recount=decree(), user=officer, now=DECREED)


def test_a_job_that_has_ended_is_not_stopped(steering: User) -> None:
    job = finish_recount(recount=decree(), now=DECREED)

    with pytest.raises(RecountRefusedError, match="sudah tidak berjalan"):
        stop_recount(recount=job, user=steering, now=DECREED)


def test_the_look_before_names_exactly_what_the_job_moves(three: list[SlaClock], make_complaint: MakeComplaint) -> None:
    clocks.start(complaint=make_complaint(), kinds=[ClockKind.ACKNOWLEDGE], now=STARTED)

    looked = [(move.clock.pk, move.old, move.new, move.is_later) for move in preview_moves(DRAFT)]
    stood = "".join(dues())
    finish_recount(recount=decree(), now=DECREED)

    moved = DueChange.objects.order_by("clock").values_list("clock", "old_due_at", "new_due_at")
    assert looked == [(*each, True) for each in moved]
    assert stood == "14141407"


def test_a_granted_extension_is_kept_when_the_calendar_changes(make_complaint: MakeComplaint, steering: User) -> None:
    complaint = make_complaint()
    [clock] = clocks.start(complaint=complaint, kinds=[ClockKind.RESOLVE], now=STARTED)
    asked = extensions.ask(complaint=complaint, until=date(2026, 5, 8), reason="Bahan", user=steering, now=STARTED)
    extensions.decide(extension=asked, is_granted=True, remark="Ya", user=steering, now=STARTED)

    job = finish_recount(recount=decree(), now=DECREED)

    clock.refresh_from_db()
    assert (job.moved, clock.due_at) == (0, wita("2026-05-08 16:30"))


def test_the_calendar_after_a_change_is_looked_at_and_nothing_is_changed() -> None:
    after = calendar_after(DRAFT)

    assert (is_working_day(after, DAY), is_working_day(current_calendar(), DAY)) == (False, True)
    assert Holiday.objects.filter(date=DAY).count() == 0


def test_what_was_entered_by_hand_is_no_difference_to_the_package() -> None:
    decree()
    Holiday.objects.filter(date=date(2026, 8, 17)).update(is_manual=True, is_dropped=True)

    assert package_draft([2026, 2027]).is_empty is True


def test_versions_are_numbered_in_a_row(steering: User) -> None:
    for day in (DAY, OTHER_DAY):
        decree(day)

    numbers = list(CalendarVersion.objects.order_by("pk").values_list("number", flat=True))
    assert (numbers, [later - former for former, later in pairwise(numbers)]) == ([1, 2, 3], [1, 1])


def test_an_officer_does_not_change_the_calendar(make_user: MakeUser, dishub: Opd) -> None:
    officer = make_user("sari", Role.PETUGAS, dishub)

    with pytest.raises(CalendarRefusedError, match="Hanya admin dan koordinator"):
        change_calendar(draft=DRAFT, reason="Uji", document="Uji", user=officer, now=DECREED)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"reason": " "}, "alasan"), ({"document": ""}, "nomor dokumen"), ({"draft": Draft()}, "Tidak ada yang berubah")],
)
def test_a_change_needs_a_reason_a_document_and_a_difference(
    steering: User, wrong: dict[str, object], sentence: str
) -> None:
    given: dict[str, object] = {"draft": DRAFT, "reason": "Uji", "document": "Uji", "user": steering, "now": DECREED}

    with pytest.raises(CalendarRefusedError, match=sentence):
        change_calendar(**(given | wrong))  # type: ignore[arg-type]
