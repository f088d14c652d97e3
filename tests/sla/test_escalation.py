"""The sweep: each step once, the right people, never at night, never after an answer."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from complaints.models import Complaint
from opd.models import Membership, Notice, Opd, Role, User
from sla import clocks
from sla.escalation import BATCH, escalate_batch, escalate_due
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from tests.sla.kit import MakeComplaint, MakeUser, wita

STARTED = wita("2026-04-07 09:00")
WARNED = wita("2026-04-13 11:37:30")
DUE = wita("2026-04-14 16:00")
TO_KOORDINATOR = wita("2026-04-15 16:00")
TO_SEKDA = wita("2026-04-17 16:30")
A_SECOND = timedelta(seconds=1)


def start(complaint: Complaint, kind: ClockKind = ClockKind.FIRST_ANSWER) -> SlaClock:
    return clocks.start(complaint=complaint, kinds=[kind], now=STARTED)[0]


def told() -> list[str]:
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


def fired() -> list[str]:
    return list(EscalationStep.objects.exclude(fired_at=None).order_by("rank").values_list("level", flat=True))


@pytest.fixture
def cast(loaded: None, make_user: MakeUser, dishub: Opd, pupr: Opd) -> None:
    """Dishub has two petugas and a head, PUPRK one of each; the city a koordinator, a Sekda and an admin."""
    for name in ("sari", "budi"):
        make_user(name, Role.PETUGAS, dishub)
    make_user("kadishub", Role.PIMPINAN, dishub)
    make_user("andi", Role.PETUGAS, pupr)
    make_user("kapupr", Role.PIMPINAN, pupr)
    make_user("koordinator", Role.KOORDINATOR)
    make_user("sekda", Role.SEKDA)
    make_user("admin", Role.ADMIN)


def user_named(name: str) -> int:
    return User.objects.get(username=name).pk


@pytest.mark.usefixtures("cast")
class TestLadder:
    def test_each_level_in_its_time(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, assignee_id=user_named("sari")))
        seen = []
        for moment in (WARNED, DUE, TO_KOORDINATOR, TO_SEKDA):
            escalate_due(now=moment + A_SECOND)
            seen.append(told())
        assert seen == [
            ["sari"],
            ["kadishub", "sari"],
            ["kadishub", "koordinator", "sari"],
            ["kadishub", "koordinator", "sari", "sekda"],
        ]

    def test_at_the_due_time_itself_nothing_is_late(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub))
        assert escalate_due(now=WARNED) == 0
        assert escalate_due(now=WARNED + A_SECOND) == 1

    def test_a_sweep_run_twice_escalates_once(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, assignee_id=user_named("sari")))
        assert [escalate_due(now=DUE + A_SECOND), escalate_due(now=DUE + A_SECOND)] == [2, 0]
        assert told() == ["kadishub", "sari"]

    def test_the_first_day_after_a_long_holiday_escalates_nothing_early(
        self, make_complaint: MakeComplaint, dishub: Opd
    ) -> None:
        # Received on the last day before a week without one office hour.
        clocks.start(complaint=make_complaint(opd=dishub), kinds=list(ClockKind), now=wita("2026-03-17 14:00"))
        assert escalate_due(now=wita("2026-03-25 07:30")) == 0

    def test_a_missed_sweep_catches_up_with_every_level(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub))
        assert escalate_due(now=TO_SEKDA + timedelta(days=30)) == 4
        assert fired() == ["petugas", "kepala_opd", "koordinator", "sekda"]

    def test_a_backlog_of_more_than_one_batch(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaints = [make_complaint(opd=dishub) for _ in range(BATCH // 4 + 1)]
        policy = start(complaints[0]).policy
        clocks_left = SlaClock.objects.bulk_create(
            SlaClock(complaint=complaint, kind=ClockKind.RESOLVE, policy=policy, started_at=STARTED, due_at=DUE)
            for complaint in complaints[1:]
        )
        EscalationStep.objects.bulk_create(
            EscalationStep(clock=clock, level=level, rank=1, fires_at=DUE) for clock in clocks_left for level in Level
        )
        assert escalate_due(now=DUE + A_SECOND) == 2 + BATCH
        assert EscalationStep.objects.filter(fired_at=None).count() == 2


@pytest.mark.usefixtures("cast")
class TestAudience:
    def test_without_a_holder_all_petugas_of_the_unit_are_warned(
        self, make_complaint: MakeComplaint, dishub: Opd
    ) -> None:
        start(make_complaint(opd=dishub))
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["budi", "sari"]

    def test_a_case_that_nobody_owns_is_told_to_the_koordinator_at_breach(
        self, make_complaint: MakeComplaint, dishub: Opd
    ) -> None:
        start(make_complaint(opd=dishub))
        escalate_due(now=WARNED + A_SECOND)
        Notice.objects.all().delete()
        escalate_due(now=DUE + A_SECOND)
        assert told() == ["kadishub", "koordinator"]

    def test_an_owner_deleted(self, make_complaint: MakeComplaint, dishub: Opd, make_user: MakeUser) -> None:
        owner = make_user("pindah", Role.PETUGAS, dishub)
        start(make_complaint(opd=dishub, assignee=owner))
        owner.delete()
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["budi", "sari"]

    def test_an_owner_who_left_the_unit(self, make_complaint: MakeComplaint, dishub: Opd, pupr: Opd) -> None:
        owner_id = user_named("sari")
        start(make_complaint(opd=dishub, assignee_id=owner_id))
        Membership.objects.filter(user=owner_id).update(opd=pupr)
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["budi"]

    def test_an_owner_whose_account_is_closed(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
        start(complaint)
        User.objects.filter(username="sari").update(is_active=False)
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["budi"]

    def test_a_unit_without_people_is_told_to_koordinator_and_admin(self, make_complaint: MakeComplaint) -> None:
        empty = Opd.objects.create(code="KOSONG", name="Dinas Kosong", short_name="Kosong", kind="dinas")
        start(make_complaint(opd=empty))
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["admin", "koordinator"]
        assert "karena belum ada Petugas" in Notice.objects.all()[0].body

    def test_a_case_without_a_unit_is_the_koordinators(self, make_complaint: MakeComplaint) -> None:
        start(make_complaint(), ClockKind.VERIFY)
        escalate_due(now=wita("2026-04-10 10:00"))
        assert told() == ["koordinator"]

    def test_a_secret_case_is_not_told_to_colleagues(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, is_secret=True))
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["kadishub"]

    def test_a_secret_case_is_not_told_to_the_sekda(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, is_secret=True, assignee_id=user_named("sari")))
        escalate_due(now=TO_SEKDA + A_SECOND)
        assert told() == ["admin", "kadishub", "koordinator", "koordinator", "sari"]

    def test_after_a_transfer_the_new_unit_is_told(self, make_complaint: MakeComplaint, dishub: Opd, pupr: Opd) -> None:
        complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
        start(complaint)
        complaint.opd, complaint.assignee = pupr, None
        clocks.reassign(complaint=complaint, now=STARTED)
        escalate_due(now=WARNED + A_SECOND)
        assert told() == ["andi"]


@pytest.mark.usefixtures("cast")
class TestNotices:
    def test_the_notice_says_what_and_until_when_and_nothing_about_the_citizen(
        self, make_complaint: MakeComplaint, dishub: Opd
    ) -> None:
        complaint = make_complaint(opd=dishub, assignee_id=user_named("sari"))
        start(complaint)
        escalate_due(now=WARNED + A_SECOND)
        notice = Notice.objects.get()
        assert notice.subject == f"Aduan {complaint.number}: tanggapan pertama hampir jatuh tempo"
        assert notice.body == (
            "Tenggat tanggapan pertama: Selasa, 14 April 2026 pukul 16.00 WITA.\nDitangani: Dinas Perhubungan."
        )
        assert notice.url == f"/aduan/{complaint.number}/"

    def test_past_due_is_said_so(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaint = make_complaint(opd=dishub)
        start(complaint)
        escalate_due(now=DUE + A_SECOND)
        notice = Notice.objects.get(recipient__username="kadishub")
        assert notice.subject == f"Aduan {complaint.number}: tanggapan pertama lewat tenggat"
        assert notice.body.splitlines()[-1] == "Belum ada petugas yang mengambil aduan ini."

    def test_no_notice_at_night_and_the_clock_untouched(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        clock = start(make_complaint(opd=dishub, kind="berkadar"), ClockKind.RESOLVE)
        EscalationStep.objects.filter(clock=clock).exclude(level=Level.KEPALA_OPD).delete()
        clock.steps.update(fires_at=wita("2026-04-11 23:59:59"))
        at_night = wita("2026-04-12 00:00:05")
        escalate_due(now=at_night)
        assert set(Notice.objects.values_list("created_at", "next_attempt_at")) == {
            (at_night, wita("2026-04-13 07:30"))
        }
        assert clock.steps.get().fired_at == at_night

    def test_just_after_closing_is_no_night(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, assignee_id=user_named("sari")))
        escalate_due(now=DUE + A_SECOND)
        assert Notice.objects.filter(next_attempt_at=DUE + A_SECOND).count() == 2

    def test_nobody_at_all_is_logged(self, make_complaint: MakeComplaint, caplog: pytest.LogCaptureFixture) -> None:
        Membership.objects.all().delete()
        start(make_complaint())
        escalate_due(now=WARNED + A_SECOND)
        assert (fired(), len(caplog.records)) == (["petugas"], 1)


@pytest.mark.usefixtures("cast")
class TestSilence:
    def test_an_answer_in_time_ends_the_ladder(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaint = make_complaint(opd=dishub)
        start(complaint)
        clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=DUE)
        assert escalate_due(now=TO_SEKDA + A_SECOND) == 0

    def test_a_paused_clock_fires_nothing(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaint = make_complaint(opd=dishub)
        start(complaint)
        kinds = [ClockKind.FIRST_ANSWER]
        clocks.pause(complaint=complaint, kinds=kinds, reason="Menunggu pelapor", now=wita("2026-04-08 09:00"))
        assert escalate_due(now=TO_SEKDA + A_SECOND) == 0
        clocks.resume(complaint=complaint, kinds=kinds, now=TO_SEKDA + A_SECOND)
        assert escalate_due(now=TO_SEKDA + A_SECOND) == 0

    def test_an_idle_sweep_is_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(3):  # savepoint, claim, release
            escalate_due(now=DUE)


def run_to_the_end(*jobs: threading.Thread) -> None:
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(timeout=20)
    assert [job for job in jobs if job.is_alive()] == []


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
class TestTwoAtOnce:
    def test_four_workers_fire_each_step_once(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        holder = user_named("sari")
        for _ in range(60):
            start(make_complaint(opd=dishub, assignee_id=holder))
        gate = threading.Barrier(4)
        workers = [Sweeper(gate, TO_SEKDA + A_SECOND) for _ in range(4)]
        run_to_the_end(*workers)
        assert sum(worker.fired for worker in workers) == 240
        assert Notice.objects.count() == 240

    def test_answered_between_the_sweeps_read_and_its_write(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        complaint = make_complaint(opd=dishub)
        start(complaint)
        sweeper = Sweeper(threading.Barrier(1), DUE + A_SECOND)
        with transaction.atomic():
            clocks.stop(complaint=complaint, kind=ClockKind.FIRST_ANSWER, now=DUE)
            # The answer is written but not committed: the sweep still reads an open clock.
            run_to_the_end(sweeper)
        assert (sweeper.fired, escalate_due(now=DUE + A_SECOND), Notice.objects.count()) == (0, 0, 0)

    def test_a_crash_between_row_and_notice_undoes_both(self, make_complaint: MakeComplaint, dishub: Opd) -> None:
        start(make_complaint(opd=dishub, assignee_id=user_named("sari")))
        with transaction.atomic():
            escalate_batch(now=WARNED + A_SECOND)
            transaction.set_rollback(True)
        assert (fired(), told()) == ([], [])
        assert escalate_due(now=WARNED + A_SECOND) == 1
        assert told() == ["sari"]
