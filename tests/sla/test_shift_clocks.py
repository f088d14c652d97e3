"""Clocks of units on shift and over Saturdays that count: started, bound, recounted, explained and loaded."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from opd.models import Opd, Role, User
from sla import clocks
from sla.binding import bind_policy
from sla.calendars import current_calendar
from sla.definitions import OFFICE_HOURS_FILE
from sla.drafts import DayOff, Draft, Shift, WorkDay
from sla.explain import explain
from sla.forecast import forecast, shipped_rulebook, stored_rulebook
from sla.holidays import CalendarRefusedError, change_calendar
from sla.loading import load_calendar
from sla.models import CalendarVersion, ClockKind, DueChange, ExtraDay, ShiftUnit, SlaClock
from sla.policies import current_policy, terms_of
from sla.recount import finish_recount, preview_moves
from sla.what_if import compare
from tests.sla.kit import STARTED, MakeComplaint, MakeUser, promise, wita

pytestmark = pytest.mark.usefixtures("loaded")

FRIDAY = wita("2026-04-10 15:00")
SATURDAY = WorkDay(date(2026, 4, 11), "Pengganti cuti bersama", 0)


@pytest.fixture
def on_shift(dishub: Opd) -> Opd:
    ShiftUnit.objects.create(opd=dishub, source="SK 3/2026")
    return dishub


@pytest.fixture
def steering(make_user: MakeUser) -> User:
    return make_user("koordinator", Role.KOORDINATOR)


def change(draft: Draft, user: User | None = None) -> None:
    job = change_calendar(draft=draft, reason="Uji", document="SK 3/2026", user=user, now=STARTED)
    finish_recount(recount=job, now=STARTED)


def due_at(kind: ClockKind) -> str:
    return f"{SlaClock.objects.get(kind=kind).due_at.astimezone(STARTED.tzinfo):%m-%d %H:%M:%S}"


def test_a_unit_on_shift_is_counted_day_and_night_and_the_coordinator_is_not(
    make_complaint: MakeComplaint, on_shift: Opd
) -> None:
    kinds = [ClockKind.ACCEPT, ClockKind.FIRST_ANSWER, ClockKind.VERIFY]
    clocks.start(complaint=make_complaint(opd=on_shift), kinds=kinds, now=FRIDAY)

    # 4 hours, 5 days and 3 working days from Friday afternoon.
    assert [due_at(kind) for kind in kinds] == ["04-10 19:00:00", "04-15 23:59:59", "04-15 16:00:00"]


def test_its_ladder_is_counted_the_same_way(make_complaint: MakeComplaint, on_shift: Opd) -> None:
    [clock] = clocks.start(complaint=make_complaint(opd=on_shift), kinds=[ClockKind.ACCEPT], now=FRIDAY)

    assert dict(clock.steps.values_list("level", "fires_at")) == {
        "petugas": wita("2026-04-10 17:00"),
        "kepala_bidang": wita("2026-04-10 18:00"),
        "kepala_opd": wita("2026-04-10 19:00"),
        "koordinator": wita("2026-04-11 23:59:59"),
        "sekda": wita("2026-04-13 23:59:59"),
        "wali_kota": wita("2026-04-15 23:59:59"),
    }


def test_a_pause_of_a_night_moves_it_by_the_night(make_complaint: MakeComplaint, on_shift: Opd) -> None:
    complaint = make_complaint(opd=on_shift)
    clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=FRIDAY)

    clocks.pause(complaint=complaint, kinds=[ClockKind.ACCEPT], reason="Uji", now=wita("2026-04-10 18:00"))
    clocks.resume(complaint=complaint, kinds=[ClockKind.ACCEPT], now=wita("2026-04-11 06:00"))

    assert due_at(ClockKind.ACCEPT) == "04-11 07:00:00"


def test_a_case_that_comes_to_a_unit_on_shift_is_counted_by_its_hours_and_that_is_on_record(
    make_complaint: MakeComplaint, on_shift: Opd
) -> None:
    complaint = make_complaint()
    clock = promise(complaint)
    complaint.opd = on_shift

    moved = bind_policy(complaint=complaint, may_lengthen=False, now=STARTED)

    noted = DueChange.objects.get(clock=clock)
    assert (moved, due_at(ClockKind.FIRST_ANSWER)) == (True, "04-12 23:59:59")
    assert (noted.reason, noted.old_due_at) == ("Dihitung menurut jam kerja OPD", wita("2026-04-14 16:00"))


def test_27_a_transfer_away_from_a_unit_on_shift_buys_no_time(
    make_complaint: MakeComplaint, on_shift: Opd, pupr: Opd
) -> None:
    complaint = make_complaint(opd=on_shift)
    promise(complaint)
    complaint.opd = pupr

    clocks.reassign(complaint=complaint, now=STARTED)
    moved = bind_policy(complaint=complaint, may_lengthen=False, now=STARTED)

    assert (moved, due_at(ClockKind.FIRST_ANSWER)) == (False, "04-12 23:59:59")


def test_running_clocks_follow_a_unit_onto_shift_and_off_it(
    make_complaint: MakeComplaint, dishub: Opd, steering: User
) -> None:
    complaint, shift = make_complaint(), (Shift(dishub.pk, dishub.short_name),)
    promise(complaint)
    complaint.opd = dishub
    bind_policy(complaint=complaint, may_lengthen=False, now=STARTED)
    promise(make_complaint(), ClockKind.VERIFY)
    seen = [due_at(ClockKind.FIRST_ANSWER)]

    looked_at = [(move.clock.kind, move.is_later) for move in preview_moves(Draft(shifts_added=shift))]
    for draft in (Draft(shifts_added=shift), Draft(shifts_dropped=shift)):
        change(draft, steering)
        seen.append(due_at(ClockKind.FIRST_ANSWER))

    assert looked_at == [("first_answer", False)]
    assert seen == ["04-14 16:00:00", "04-12 23:59:59", "04-14 16:00:00"]
    edits = [edit.text for version in CalendarVersion.objects.order_by("number")[1:] for edit in version.edits.all()]
    assert edits == ["Dishub bekerja 24 jam"] * 2


def test_a_saturday_that_counts_brings_the_due_time_forward_and_gone_puts_it_back(
    make_complaint: MakeComplaint, steering: User
) -> None:
    promise(make_complaint())

    seen = []
    for draft in (Draft(work_added=(SATURDAY,)), Draft(work_dropped=(SATURDAY,))):
        change(draft, steering)
        seen.append(due_at(ClockKind.FIRST_ANSWER))

    assert seen == ["04-13 16:00:00", "04-14 16:00:00"]
    assert list(CalendarVersion.objects.latest("number").edits.values_list("action", "from_date", "text")) == [
        ("dropped", SATURDAY.day, "Hari kerja pengganti dengan jam Senin: Pengganti cuti bersama")
    ]


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (Draft(work_added=(WorkDay(date(2026, 4, 3), "Uji", 0),)), "03-04-2026 hari libur. Hapus dulu hari liburnya."),
        (Draft(work_added=(WorkDay(date(2026, 4, 9), "Uji", 0),)), "09-04-2026 sudah hari kerja."),
        (
            Draft(work_added=(WorkDay(date(2026, 4, 18), "Uji", 6),)),
            "Hari yang jamnya dipakai tidak mempunyai jam kerja.",
        ),
        (
            Draft(added=(DayOff(date(2026, 4, 25), "local", "Uji"),)),
            "25-04-2026 hari kerja pengganti. Hapus dulu hari kerja itu.",
        ),
    ],
)
def test_a_day_is_one_thing_at_a_time(draft: Draft, sentence: str) -> None:
    ExtraDay.objects.create(date=date(2026, 4, 25), name="Pengganti", source="SK 3/2026")

    with pytest.raises(CalendarRefusedError) as refusal:
        change(draft)

    assert str(refusal.value) == sentence


def test_a_petugas_changes_neither(make_user: MakeUser, dishub: Opd) -> None:
    petugas = make_user("sari", Role.PETUGAS, dishub)

    for draft in (Draft(work_added=(SATURDAY,)), Draft(shifts_added=(Shift(dishub.pk, "Dishub"),))):
        with pytest.raises(CalendarRefusedError, match="Hanya admin dan koordinator"):
            change(draft, petugas)


def test_the_lines_say_that_a_unit_works_around_the_clock(make_complaint: MakeComplaint, on_shift: Opd) -> None:
    explanation = explain(promise(make_complaint(opd=on_shift)))

    rows = [(row.day.day, row.hours, row.note) for row in explanation.limits[0].rows]
    assert (explanation.is_on_shift, explanation.agrees) == (True, True)
    assert rows[4:] == [(11, "00.00-24.00", "Hari kerja ke-4"), (12, "00.00-24.00", "Hari kerja ke-5")]


def test_a_saturday_that_counts_stands_with_its_name(make_complaint: MakeComplaint) -> None:
    ExtraDay.objects.create(date=SATURDAY.day, name=SATURDAY.name, source="SK 3/2026")

    rows = explain(promise(make_complaint())).limits[0].rows

    assert [(row.hours, row.note) for row in rows if row.day == SATURDAY.day] == [
        ("07.30-12.00, 13.00-16.00", "Hari kerja ke-4, hari kerja pengganti: Pengganti cuti bersama")
    ]


def test_what_would_have_been_is_counted_by_the_hours_of_the_unit(make_complaint: MakeComplaint, on_shift: Opd) -> None:
    promise(make_complaint(opd=on_shift))

    [row] = compare(SlaClock.objects.all(), terms_of(current_policy(STARTED).pk), STARTED)

    assert (row.total, row.changed) == (1, 0)


def test_the_forecast_asks_for_the_unit(on_shift: Opd) -> None:
    for rulebook, code in ((stored_rulebook(STARTED), "DISHUB"), (shipped_rulebook([2026]), "DAMKAR")):
        of_unit, of_city = forecast(rulebook, "informasi", FRIDAY, code), forecast(rulebook, "informasi", FRIDAY)
        shifted = {one.kind for one, other in zip(of_unit, of_city, strict=True) if one.times != other.times}
        assert shifted == {ClockKind.ACKNOWLEDGE, ClockKind.ACCEPT, ClockKind.FIRST_ANSWER, ClockKind.RESOLVE}


def test_the_file_names_units_and_days_and_what_was_done_by_hand_stays(dishub: Opd, pupr: Opd, tmp_path: Path) -> None:
    path = tmp_path / "office_hours.yaml"
    text = OFFICE_HOURS_FILE.read_text(encoding="utf-8")
    units = "around_the_clock: [DISHUB, PUPRK, TIDAKADA]"
    day = '[{date: "2026-04-11", name: Pengganti cuti bersama, works_like: senin}]'
    text = text.replace("extra_days: []", f"extra_days: {day}")
    path.write_text(
        text.replace("around_the_clock: [BPBD, DAMKAR, PERUMDA-TT, RSUD/igd, DISKOMINFO/call-center-112]", units),
        encoding="utf-8",
    )

    load_calendar(years=[2026], now=STARTED, path=path)
    loaded = set(current_calendar().units), set(current_calendar().extras)
    change(Draft(shifts_dropped=(Shift(pupr.pk, "PUPRK"),)))
    again = load_calendar(years=[2026], now=STARTED, path=path)
    kept = set(current_calendar().units)
    load_calendar(years=[2026], now=STARTED)

    assert loaded == ({dishub.pk, pupr.pk}, {SATURDAY.day})
    assert (kept, again.clocks_moved) == ({dishub.pk}, 0)
    # The shipped file names neither of them: what nobody decided goes with it.
    assert (set(current_calendar().units), set(current_calendar().extras)) == (set(), set())


def test_a_clock_counted_around_the_clock_agrees_minute_by_minute(make_complaint: MakeComplaint, on_shift: Opd) -> None:
    clock = promise(make_complaint(opd=on_shift), ClockKind.ACKNOWLEDGE)

    assert clock.due_at - clock.started_at == timedelta(hours=4)
