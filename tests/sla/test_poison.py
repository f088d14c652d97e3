"""A step that cannot be processed: pushed ahead and reported, and the sweep goes on. The trouble is a real trigger."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from opd.models import Notice, Opd
from sla import clocks
from sla.due_steps import push_ahead
from sla.escalation import escalate_due
from sla.models import ClockKind, EscalationStep
from sla.queries import sweep_lag_seconds
from tests.sla.kit import A_SECOND, DUE, STARTED, WARNED, MakeComplaint, fired, promise, told, user_named

pytestmark = pytest.mark.usefixtures("cast")
NOW = WARNED + A_SECOND
TRIGGER = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'poison'; END $$;
    CREATE TRIGGER poison BEFORE INSERT ON opd_notice FOR EACH ROW WHEN (NEW.subject LIKE '%{number}: tanggapan%')
    EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def poison() -> Callable[[str], None]:
    """poison(number): notices of that case cannot be written. The test's transaction takes it away again."""

    def put(number: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TRIGGER.replace("{number}", number))

    return put


@pytest.fixture
def steps(make_complaint: MakeComplaint, dishub: Opd, poison: Callable[[str], None]) -> list[EscalationStep]:
    """Three warnings that are due; the second is poison."""
    made = [make_complaint(opd=dishub, assignee_id=user_named(name)) for name in ("sari", "budi", "sari")]
    clocks_ = [promise(complaint) for complaint in made]
    poison(made[1].number)
    return [EscalationStep.objects.get(clock=clock, level="petugas") for clock in clocks_]


def test_the_others_fire_and_the_poison_is_pushed_ahead(steps: list[EscalationStep]) -> None:
    count = escalate_due(now=NOW)

    for step in steps:
        step.refresh_from_db()
    assert (count, [step.fired_at for step in steps]) == (2, [NOW, None, NOW])
    assert [(step.failures, step.held_until) for step in steps] == [
        (0, None),
        (1, NOW + timedelta(minutes=1)),
        (0, None),
    ]
    assert steps[1].last_error.startswith("InternalError: poison")
    assert steps[1].fires_at == WARNED


def test_the_admins_are_told_once_and_the_sweep_is_not_held_up(steps: list[EscalationStep]) -> None:
    for minute in range(10):
        escalate_due(now=NOW + timedelta(minutes=minute))

    reports = Notice.objects.filter(subject__endswith="eskalasi gagal diproses")
    assert [(notice.recipient.username, notice.url) for notice in reports] == [
        ("admin", f"/aduan/{steps[1].clock.complaint.number}/")
    ]
    assert EscalationStep.objects.get(pk=steps[1].pk).failures == 3  # after 0, 2 and 5 minutes


def test_meanwhile_it_is_no_lag(steps: list[EscalationStep]) -> None:
    late = NOW + timedelta(seconds=30)

    before = sweep_lag_seconds(late)
    escalate_due(now=late)

    assert (before, sweep_lag_seconds(late)) == (31.0, 0.0)


def test_once_the_trouble_is_over_it_fires(steps: list[EscalationStep]) -> None:
    escalate_due(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER poison ON opd_notice")

    again = [escalate_due(now=NOW + timedelta(seconds=60)), escalate_due(now=NOW + timedelta(seconds=61))]

    assert (again, told()) == ([0, 1], ["admin", "budi", "sari", "sari"])


def test_it_waits_twice_as_long_each_time_and_never_longer_than_an_hour(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    step = promise(make_complaint(opd=dishub)).steps.get(level="petugas")

    waits = []
    for _ in range(8):
        held = push_ahead(step_id=step.pk, error="Uji", now=NOW).held_until
        assert held is not None
        waits.append((held - NOW) // timedelta(minutes=1))

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_pushed_step_of_an_answered_clock_never_fires(steps: list[EscalationStep]) -> None:
    escalate_due(now=NOW)
    clocks.stop(complaint=steps[1].clock.complaint, kind=ClockKind.FIRST_ANSWER, now=NOW)

    assert escalate_due(now=NOW + timedelta(hours=2)) == 0


def test_levels_of_the_poisoned_case_above_it_fire_in_their_time(
    make_complaint: MakeComplaint, dishub: Opd, poison: Callable[[str], None]
) -> None:
    complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
    clock = promise(complaint)
    poison(complaint.number)
    escalate_due(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER poison ON opd_notice")

    escalate_due(now=DUE + A_SECOND)

    assert (fired(), clock.started_at) == (["petugas", "kepala_bidang", "kepala_opd"], STARTED)
