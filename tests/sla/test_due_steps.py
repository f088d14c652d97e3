"""Claiming: oldest first, through its index, and each step by one sweep alone."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from opd.models import Notice, Opd
from sla import clocks
from sla.due_steps import CLAIM, DueStep, claim_due_steps
from sla.escalation import escalate_due
from sla.models import ClockKind, EscalationStep, SlaClock
from tests.sla.kit import A_SECOND, DUE, TO_SEKDA, WARNED, MakeComplaint, promise, user_named

pytestmark = pytest.mark.usefixtures("cast")


class Sweeper(threading.Thread):
    """A worker of its own: own connection, and it starts when all others are ready."""

    def __init__(self, gate: threading.Barrier, now: datetime) -> None:
        super().__init__()
        self.gate, self.now, self.fired = gate, now, 0

    def run(self) -> None:
        try:
            self.gate.wait(timeout=10)
            self.fired = escalate_due(now=self.now)
        finally:
            connection.close()


def run_to_the_end(*jobs: threading.Thread) -> None:
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(timeout=20)
    assert [job for job in jobs if job.is_alive()] == []


def test_a_claimed_step_carries_what_its_notice_needs(make_complaint: MakeComplaint, dishub: Opd) -> None:
    sari = user_named("sari")
    complaint = make_complaint(opd=dishub, assignee_id=sari, is_secret=True)
    step = promise(complaint).steps.get(level="petugas")

    claimed = claim_due_steps(now=WARNED + A_SECOND, limit=10)

    assert claimed == [
        DueStep(
            pk=step.pk,
            level="petugas",
            fires_at=WARNED,
            clock_kind="first_answer",
            due_at=DUE,
            holder_id=sari,
            opd_id=dishub.pk,
            hours_part=None,
            opd_name="Dinas Perhubungan",
            number=complaint.number,
            is_secret=True,
            is_red=False,
        )
    ]


def test_a_case_without_a_unit_is_claimed_as_well(make_complaint: MakeComplaint) -> None:
    promise(make_complaint())

    [step] = claim_due_steps(now=WARNED + A_SECOND, limit=10)

    assert (step.opd_id, step.opd_name, step.holder_id) == (None, None, None)


def test_the_oldest_are_claimed_first_and_no_more_than_asked_for(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub))
    now = TO_SEKDA + A_SECOND

    parts = [claim_due_steps(now=now, limit=3), claim_due_steps(now=now, limit=3)]

    levels = [[step.level for step in part] for part in parts]
    assert levels == [["petugas", "kepala_bidang", "kepala_opd"], ["koordinator", "sekda"]]


def test_what_is_not_due_is_not_read(make_complaint: MakeComplaint) -> None:
    promise(make_complaint())
    clock = SlaClock.objects.get()
    later = [
        EscalationStep(clock=clock, level=f"step{number}", rank=9, fires_at=DUE + timedelta(days=number))
        for number in range(3_000)
    ]
    EscalationStep.objects.bulk_create(later)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sla_escalationstep, sla_slaclock")
        cursor.execute(f"EXPLAIN (COSTS OFF) {CLAIM}", {"now": DUE, "limit": 10, "only": None})
        plan = [line.strip(" ->") for (line,) in cursor.fetchall()]

    at = plan.index("Index Scan using step_due on sla_escalationstep step")
    assert plan[at + 1].startswith("Index Cond: (fires_at < ")


@pytest.mark.django_db(transaction=True)
def test_32_four_workers_fire_each_step_once(make_complaint: MakeComplaint, dishub: Opd) -> None:
    holder = user_named("sari")
    for _ in range(60):
        promise(make_complaint(opd=dishub, assignee_id=holder))
    gate = threading.Barrier(4)

    workers = [Sweeper(gate, TO_SEKDA + A_SECOND) for _ in range(4)]
    run_to_the_end(*workers)

    assert sum(worker.fired for worker in workers) == 300
    assert Notice.objects.count() == 300


@pytest.mark.django_db(transaction=True)
def test_34_answered_between_the_sweeps_read_and_its_write(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub)
    promise(complaint)
    sweeper = Sweeper(threading.Barrier(1), DUE + A_SECOND)

    with transaction.atomic():
        clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=DUE)
        # The answer is written but not committed: the sweep still reads an open clock.
        run_to_the_end(sweeper)

    assert (sweeper.fired, escalate_due(now=DUE + A_SECOND), Notice.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_somebody_holds_keeps_no_other_waiting(make_complaint: MakeComplaint, dishub: Opd) -> None:
    held, free = promise(make_complaint(opd=dishub)), promise(make_complaint(opd=dishub))
    sweeper = Sweeper(threading.Barrier(1), WARNED + A_SECOND)

    with transaction.atomic():
        SlaClock.objects.select_for_update(no_key=True).get(pk=held.pk)
        run_to_the_end(sweeper)
    at_once = list(EscalationStep.objects.exclude(fired_at=None).values_list("clock", flat=True))

    assert (at_once, escalate_due(now=WARNED + A_SECOND)) == ([free.pk], 1)
