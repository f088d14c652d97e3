"""What a new clock is counted by: the newest policy in force and the calendar, at once and in one query."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from sla import clocks
from sla.definitions import POLICIES_FILE
from sla.holidays import add_holiday
from sla.loading import load_calendar, load_policies
from sla.models import ClockKind, Policy
from sla.policies import current_policy
from sla.rules import rules_in_force
from sla.terms import TermsError
from sla.working_time import CalendarError
from tests.sla.kit import MakeComplaint, wita

BEFORE, AFTER = wita("2026-04-07 09:00"), wita("2026-04-08 09:00")


@pytest.fixture
def stricter(loaded: None, tmp_path: Path) -> Policy:
    """A second version, in force from AFTER on: seven days where the first has fourteen."""
    path = tmp_path / "policies.yaml"
    path.write_text(POLICIES_FILE.read_text().replace("amount: 14", "amount: 7"))
    policy, _ = load_policies(now=AFTER, path=path)
    return policy


@pytest.mark.usefixtures("loaded")
def test_known_rules_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    policy_id, calendar = rules_in_force(BEFORE)

    with django_assert_num_queries(1):
        again = rules_in_force(BEFORE)

    assert again == (policy_id, calendar)


def test_a_new_version_holds_from_its_moment_on(stricter: Policy) -> None:
    policy_ids = [rules_in_force(moment)[0] for moment in (BEFORE, AFTER)]

    assert policy_ids == [Policy.objects.get(version=1).pk, stricter.pk]


def test_both_ways_of_asking_name_the_same_policy(stricter: Policy) -> None:
    for moment in (BEFORE, AFTER):
        assert rules_in_force(moment)[0] == current_policy(moment).pk


def test_28_a_new_version_is_promised_at_once(stricter: Policy, make_complaint: MakeComplaint) -> None:
    dues = [
        clocks.start(complaint=make_complaint(), kinds=[ClockKind.RESOLVE], now=moment)[0].due_at
        for moment in (BEFORE, AFTER)
    ]

    assert dues == [wita("2026-04-27 16:00"), wita("2026-04-17 16:30")]


@pytest.mark.usefixtures("loaded")
def test_23_a_holiday_counts_for_the_next_complaint(make_complaint: MakeComplaint) -> None:
    kinds = [ClockKind.FIRST_ANSWER]
    clocks.start(complaint=make_complaint(), kinds=kinds, now=BEFORE)
    add_holiday(day=date(2026, 4, 9), name="Hari Jadi Kota", kind="local", source="SK 12/2026", now=BEFORE)

    [clock] = clocks.start(complaint=make_complaint(), kinds=kinds, now=BEFORE)

    assert clock.due_at == wita("2026-04-15 16:00")


def test_without_a_policy_nothing_starts(make_complaint: MakeComplaint) -> None:
    with pytest.raises(TermsError, match="load_policies"):
        clocks.start(complaint=make_complaint(), kinds=[ClockKind.RESOLVE], now=BEFORE)


@pytest.mark.django_db
def test_before_the_first_policy_there_is_none() -> None:
    load_calendar(years=[2026], now=BEFORE)
    load_policies(now=BEFORE)

    with pytest.raises(TermsError, match="2023-12-31"):
        rules_in_force(wita("2023-12-31 23:59"))


@pytest.mark.django_db
def test_without_a_calendar_nothing_is_promised() -> None:
    load_policies(now=BEFORE)

    with pytest.raises(CalendarError):
        rules_in_force(BEFORE)
