"""The sweep: each step once, each level in its time, never at night, never after an answer."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from opd.delivery import deliver_due
from opd.digests import gather_due
from opd.models import Membership, Notice, Opd
from sla import clocks
from sla.escalation import BATCH, escalate_batch, escalate_due
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from tests.sla.kit import (
    A_SECOND,
    COUNTED,
    DUE,
    STARTED,
    TO_KABID,
    TO_KOORDINATOR,
    TO_SEKDA,
    TO_WALI_KOTA,
    WARNED,
    MakeComplaint,
    fired,
    promise,
    told,
    user_named,
    wita,
)

pytestmark = pytest.mark.usefixtures("cast")


def test_each_level_in_its_time(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))

    seen = []
    for moment in (WARNED, TO_KABID, DUE, TO_KOORDINATOR, TO_SEKDA, TO_WALI_KOTA):
        escalate_due(now=moment + A_SECOND)
        seen.append(told())

    assert seen == [
        ["sari"],
        ["kabid", "sari"],
        ["kabid", "kadishub", "sari"],
        ["kabid", "kadishub", "koordinator", "sari"],
        ["kabid", "kadishub", "koordinator", "sari", "sekda"],
        ["kabid", "kadishub", "koordinator", "sari", "sekda", "walikota"],
    ]


def test_26_at_the_due_time_itself_nothing_is_late(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub))

    at, after = escalate_due(now=WARNED), escalate_due(now=WARNED + A_SECOND)

    assert (at, after) == (0, 1)


def test_22_a_sweep_run_twice_escalates_once(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))

    runs = [escalate_due(now=DUE + A_SECOND), escalate_due(now=DUE + A_SECOND)]

    assert (runs, told()) == ([3, 0], ["kabid", "kadishub", "sari"])


def test_22_the_first_day_after_a_long_holiday_escalates_nothing_early(
    make_complaint: MakeComplaint, dishub: Opd
) -> None:
    # Received on the last day before a week without one office hour. The reader's 30 minutes end on that day.
    kinds = [kind for kind in COUNTED if kind != ClockKind.SECOND_READER]
    clocks.start(complaint=make_complaint(opd=dishub), kinds=kinds, now=wita("2026-03-17 14:00"))

    assert escalate_due(now=wita("2026-03-25 07:30")) == 0


def test_a_missed_sweep_catches_up_with_every_level(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub))

    assert escalate_due(now=TO_WALI_KOTA + timedelta(days=30)) == 6
    assert fired() == ["petugas", "kepala_bidang", "kepala_opd", "koordinator", "sekda", "wali_kota"]


def test_a_backlog_of_more_than_one_batch(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaints = [make_complaint(opd=dishub) for _ in range(BATCH // len(Level) + 2)]
    policy = promise(complaints[0]).policy
    late = SlaClock.objects.bulk_create(
        SlaClock(complaint=complaint, kind=ClockKind.RESOLVE, policy=policy, started_at=STARTED, due_at=DUE)
        for complaint in complaints[1:]
    )
    EscalationStep.objects.bulk_create(
        EscalationStep(clock=clock, level=level, rank=1, fires_at=DUE) for clock in late for level in Level
    )

    assert escalate_due(now=DUE + A_SECOND) == 3 + len(late) * len(Level)
    assert EscalationStep.objects.filter(fired_at=None).count() == 3


def test_33_no_notice_at_night_and_the_clock_untouched(make_complaint: MakeComplaint, dishub: Opd) -> None:
    clock = promise(make_complaint(opd=dishub, kind="berkadar"), ClockKind.RESOLVE)
    EscalationStep.objects.filter(clock=clock).exclude(level=Level.KEPALA_OPD).delete()
    clock.steps.update(fires_at=wita("2026-04-11 23:59:59"))
    at_night = wita("2026-04-12 00:00:05")

    escalate_due(now=at_night)

    moments = set(Notice.objects.values_list("created_at", "next_attempt_at"))
    assert moments == {(at_night, wita("2026-04-13 07:30"))}
    assert clock.steps.get().fired_at == at_night


def test_each_reader_has_one_e_mail_for_each_level_in_the_morning(make_complaint: MakeComplaint, dishub: Opd) -> None:
    for _ in range(3):
        promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))
    escalate_due(now=DUE + A_SECOND)
    morning = wita("2026-04-15 07:30")

    counts = (gather_due(now=morning - A_SECOND), gather_due(now=morning), deliver_due(now=morning))

    assert counts == (0, 3, 3)
    assert sorted((message.to[0], message.subject) for message in mail.outbox) == [
        ("kabid@contoh.id", "Ringkasan Kepala bidang: 3 pemberitahuan"),
        ("kadishub@contoh.id", "Ringkasan Kepala OPD: 3 pemberitahuan"),
        ("sari@contoh.id", "Ringkasan Petugas: 3 pemberitahuan"),
    ]


def test_in_the_app_they_stand_at_once(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))

    escalate_due(now=WARNED + A_SECOND)

    assert list(Notice.objects.values_list("created_at", flat=True)) == [WARNED + A_SECOND]


def test_nobody_at_all_is_logged(make_complaint: MakeComplaint, caplog: pytest.LogCaptureFixture) -> None:
    Membership.objects.all().delete()
    promise(make_complaint())

    escalate_due(now=WARNED + A_SECOND)

    step = EscalationStep.objects.exclude(fired_at=None).get()
    assert (step.level, told()) == ("petugas", [])
    assert caplog.messages == [f"Step {step.pk} fired, but the city has neither coordinator nor admin to tell"]


def test_an_answer_in_time_ends_the_ladder(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint = make_complaint(opd=dishub)
    promise(complaint)

    clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=DUE)

    assert escalate_due(now=TO_SEKDA + A_SECOND) == 0


def test_a_paused_clock_fires_nothing(make_complaint: MakeComplaint, dishub: Opd) -> None:
    complaint, kinds = make_complaint(opd=dishub), [ClockKind.FIRST_ANSWER]
    promise(complaint)

    clocks.pause(complaint=complaint, kinds=kinds, reason="Menunggu pelapor", now=wita("2026-04-08 09:00"))
    paused = escalate_due(now=TO_SEKDA + A_SECOND)
    clocks.resume(complaint=complaint, kinds=kinds, now=TO_SEKDA + A_SECOND)
    resumed = escalate_due(now=TO_SEKDA + A_SECOND)

    assert (paused, resumed) == (0, 0)


def test_an_idle_sweep_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):  # savepoint, claim, release
        escalate_due(now=DUE)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sweep_takes_the_same_queries_for_any_number_of_steps(
    make_complaint: MakeComplaint, dishub: Opd, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        promise(make_complaint(opd=dishub))

    # Claim, people, version of the calendar and notices; two savepoints with their releases.
    with django_assert_num_queries(8):
        escalate_due(now=TO_SEKDA + A_SECOND)


@pytest.mark.django_db(transaction=True)
def test_32_a_crash_between_row_and_notice_undoes_both(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))

    with transaction.atomic():
        escalate_batch(now=WARNED + A_SECOND)
        transaction.set_rollback(True)
    undone = (fired(), told())
    escalate_due(now=WARNED + A_SECOND)

    assert (undone, fired(), told()) == (([], []), ["petugas"], ["sari"])


@pytest.mark.django_db(transaction=True)
def test_32_a_notice_that_was_written_before_is_not_written_again(make_complaint: MakeComplaint, dishub: Opd) -> None:
    promise(make_complaint(opd=dishub, assignee_id=user_named("sari")))
    escalate_due(now=WARNED + A_SECOND)
    EscalationStep.objects.update(fired_at=None)

    again = escalate_due(now=WARNED + A_SECOND)

    assert (again, told()) == (1, ["sari"])
