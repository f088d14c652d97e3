"""The shipped calendar and policy in the database: loaded once, corrected by hand, counted anew."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from opd.records import DataFileError
from sla import clocks
from sla.definitions import POLICIES_FILE, national_holidays
from sla.holidays import add_version
from sla.loading import CalendarLoad, load_calendar, load_policies
from sla.models import ClockKind, DueChange, EscalationRule, Holiday, OfficeHours, Policy, PolicyTarget
from sla.recount import begin_recount, finish_recount
from tests.sla.kit import MakeComplaint, wita

pytestmark = pytest.mark.django_db

NOW = wita("2026-04-07 09:00")


def recount(reason: str) -> int:
    """Counts all open clocks anew; how many due times moved."""
    version = add_version(reason=reason, document="Uji", user=None, now=NOW)
    return finish_recount(recount=begin_recount(version=version, now=NOW), now=NOW).moved


def test_both_kinds_of_days_off_are_loaded() -> None:
    load_calendar(years=[2026], now=NOW)

    counted = [Holiday.objects.filter(kind=kind).count() for kind in (Holiday.Kind.PUBLIC, Holiday.Kind.GOVERNMENT)]
    # SKB 3 Menteri 1497/2/5 of 2025: 17 holidays and 8 days of cuti bersama.
    assert counted == [17, 8]


def test_years_that_no_decree_has_fixed_are_provisional() -> None:
    load_calendar(years=[2026, 2027], now=NOW)

    assert set(Holiday.objects.filter(is_provisional=True).values_list("date__year", flat=True)) == {2027}


def test_loading_twice_changes_nothing() -> None:
    load_calendar(years=[2026], now=NOW)
    before = list(Holiday.objects.values_list("pk", flat=True)), list(OfficeHours.objects.values_list("pk", flat=True))

    load = load_calendar(years=[2026], now=NOW)

    after = list(Holiday.objects.values_list("pk", flat=True)), list(OfficeHours.objects.values_list("pk", flat=True))
    assert (load, after) == (CalendarLoad(0, 0, blocks_changed=False, clocks_moved=0), before)


def test_a_day_entered_by_hand_survives_a_reload_and_wins() -> None:
    by_hand = Holiday.objects.create(
        date=date(2026, 8, 17), kind=Holiday.Kind.PUBLIC, name="Hari Kemerdekaan", is_manual=True, source="Perwali"
    )

    load_calendar(years=[2026], now=NOW)

    assert list(Holiday.objects.filter(date=date(2026, 8, 17))) == [by_hand]


def test_a_day_that_the_package_dropped_goes() -> None:
    Holiday.objects.create(date=date(2026, 8, 18), kind=Holiday.Kind.GOVERNMENT, name="Dicabut", source="paket lama")

    load = load_calendar(years=[2026], now=NOW)

    assert (load.removed, Holiday.objects.filter(date=date(2026, 8, 18)).exists()) == (1, False)


def test_national_holidays_are_named_in_indonesian() -> None:
    names = {holiday.day: holiday.name for holiday in national_holidays([2026])}

    assert names[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"


@pytest.mark.usefixtures("loaded")
def test_23_a_holiday_added_later_moves_open_clocks_and_is_on_record(make_complaint: MakeComplaint) -> None:
    clock = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)[0]
    Holiday.objects.create(
        date=date(2026, 4, 10), kind=Holiday.Kind.LOCAL, name="Libur kota", is_manual=True, source="Perwali"
    )

    moved = recount("Libur kota 10 April")

    clock.refresh_from_db()
    changes = list(DueChange.objects.values_list("clock", "reason", "old_due_at", "new_due_at"))
    reason = "Kalender versi 2: Libur kota 10 April"
    assert (moved, clock.due_at) == (1, wita("2026-04-15 16:00"))
    assert changes == [(clock.pk, reason, wita("2026-04-14 16:00"), wita("2026-04-15 16:00"))]


@pytest.mark.usefixtures("loaded")
def test_23_the_ladder_moves_with_its_clock(make_complaint: MakeComplaint) -> None:
    clock = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)[0]
    Holiday.objects.create(
        date=date(2026, 4, 15), kind=Holiday.Kind.LOCAL, name="Libur kota", is_manual=True, source="Perwali"
    )

    recount("Libur kota 15 April")

    after_due = dict(clock.steps.filter(rank__gt=2).values_list("level", "fires_at"))
    assert after_due == {
        "kepala_opd": wita("2026-04-14 16:00"),
        "koordinator": wita("2026-04-16 16:00"),
        "sekda": wita("2026-04-20 16:00"),
        "wali_kota": wita("2026-04-22 16:00"),
    }


@pytest.mark.usefixtures("loaded")
def test_counting_anew_without_a_change_moves_nothing(make_complaint: MakeComplaint) -> None:
    clocks.start(complaint=make_complaint(), kinds=[ClockKind.RESOLVE], now=NOW)

    assert (recount("Tanpa perubahan"), DueChange.objects.count()) == (0, 0)


def test_the_policy_is_a_version_with_its_targets_and_ladder() -> None:
    policy, is_new = load_policies(now=NOW)

    facts = (policy.version, PolicyTarget.objects.count(), EscalationRule.objects.count())
    assert (is_new, facts) == (True, (1, 14, 6))


def test_the_same_policy_makes_no_second_version() -> None:
    first, _ = load_policies(now=NOW)

    assert load_policies(now=NOW) == (first, False)


def test_a_changed_policy_is_a_new_version_from_now_on(tmp_path: Path) -> None:
    first, _ = load_policies(now=NOW)
    changed = tmp_path / "policies.yaml"
    changed.write_text(POLICIES_FILE.read_text().replace("first_answer, amount: 5", "first_answer, amount: 6"))

    second, is_new = load_policies(now=NOW, path=changed)

    assert (is_new, second.version, second.effective_from) == (True, 2, NOW)
    assert Policy.objects.get(pk=first.pk).targets.get(clock_kind="first_answer").amount == 5


@pytest.mark.usefixtures("loaded")
def test_28_running_clocks_keep_the_ladder_of_their_version(make_complaint: MakeComplaint, tmp_path: Path) -> None:
    running = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)[0]
    planned = list(running.steps.values_list("level", "fires_at"))
    changed = tmp_path / "policies.yaml"
    changed.write_text(POLICIES_FILE.read_text().replace("petugas, percent: 50", "petugas, percent: 75"))

    load_policies(now=NOW, path=changed)
    recount("Tanpa perubahan")
    later = clocks.start(complaint=make_complaint(), kinds=[ClockKind.FIRST_ANSWER], now=NOW)[0]

    assert list(running.steps.values_list("level", "fires_at")) == planned
    assert later.steps.get(level="petugas").fires_at == running.steps.get(level="kepala_bidang").fires_at


def test_the_shipped_warning_steps_are_half_and_three_quarters_of_the_time() -> None:
    policy, _ = load_policies(now=NOW)

    rules = policy.rules.order_by("rank").values_list("level", "percent", "after_days")
    assert list(rules) == [
        ("petugas", 50, None),
        ("kepala_bidang", 75, None),
        ("kepala_opd", None, 0),
        ("koordinator", None, 1),
        ("sekda", None, 3),
        ("wali_kota", None, 5),
    ]


def test_a_policy_without_one_clock_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    lines = POLICIES_FILE.read_text().splitlines(keepends=True)
    broken = tmp_path / "policies.yaml"
    broken.write_text("".join(line for line in lines if "clock: citizen" not in line))

    with pytest.raises(DataFileError, match="no target for citizen"):
        load_policies(now=NOW, path=broken)

    assert Policy.objects.count() == 0


def test_the_commands_load_all_and_repeat_without_a_change() -> None:
    for name in ("load_calendar", "load_policies"):
        call_command(name, stdout=StringIO())
    days = Holiday.objects.count()

    for name in ("load_calendar", "load_policies"):
        call_command(name, stdout=StringIO())

    years = sorted(set(Holiday.objects.values_list("date__year", flat=True)))
    assert (years, Holiday.objects.count(), Policy.objects.count()) == ([2024, 2025, 2026, 2027, 2028], days, 1)


def test_a_bad_file_ends_a_command_with_code_2(tmp_path: Path) -> None:
    broken = tmp_path / "office_hours.yaml"
    broken.write_text("seasons: []\n")

    with pytest.raises(CommandError) as refusal:
        call_command("load_calendar", file=broken)

    assert (refusal.value.returncode, OfficeHours.objects.count()) == (2, 0)
