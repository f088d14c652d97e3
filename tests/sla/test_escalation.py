"""The sweep: who is told of a broken promise, once, and never too early."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction

from opd.models import Membership, Notice, Opd, Role, User
from sla import clocks
from sla.escalation import escalate_due
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from sla.tasks import escalate_due as escalate_due_task
from sla.working_time import WITA
from tests.sla.kit import MakeComplaint, MakeUser

pytestmark = pytest.mark.usefixtures("loaded")

# Tuesday 7 April 2026, 09.00: four working hours end at 14.00, 75 % of them at 12.00.
STARTED = datetime(2026, 4, 7, 9, 0, tzinfo=WITA)
WARNED = datetime(2026, 4, 7, 12, 0, 1, tzinfo=WITA)
DUE = datetime(2026, 4, 7, 14, 0, tzinfo=WITA)
AFTER_DUE = datetime(2026, 4, 7, 14, 0, 1, tzinfo=WITA)
ONE_DAY_LATE = datetime(2026, 4, 8, 16, 0, 1, tzinfo=WITA)
THREE_DAYS_LATE = datetime(2026, 4, 10, 16, 30, 1, tzinfo=WITA)


@pytest.fixture
def people(make_user: MakeUser, dishub: Opd) -> dict[str, User]:
    return {
        "ani": make_user("ani", Role.PETUGAS, dishub),
        "budi": make_user("budi", Role.PETUGAS, dishub),
        "kepala": make_user("kepala", Role.PIMPINAN, dishub),
        "koordinator": make_user("koordinator", Role.KOORDINATOR),
        "sekda": make_user("sekda", Role.SEKDA),
        "admin": make_user("admin", Role.ADMIN),
    }


@pytest.fixture
def outsider(make_user: MakeUser, pupr: Opd) -> User:
    return make_user("petugas_lain", Role.PETUGAS, pupr)


def start_accept(make_complaint: MakeComplaint, **facts: object) -> SlaClock:
    complaint = make_complaint(**facts)
    return clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=STARTED)[0]


def told() -> list[str]:
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


def told_by(*moments: datetime) -> list[str]:
    """Who the sweeps at these moments told beyond those who knew before."""
    before = set(Notice.objects.values_list("pk", flat=True))
    for moment in moments:
        escalate_due(now=moment)
    return sorted(Notice.objects.exclude(pk__in=before).values_list("recipient__username", flat=True))


def test_each_level_is_told_in_its_turn(
    make_complaint: MakeComplaint, people: dict[str, User], outsider: User, dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])

    rounds = [told_by(moment) for moment in (STARTED, WARNED, AFTER_DUE, ONE_DAY_LATE, THREE_DAYS_LATE)]

    assert rounds == [[], ["ani"], ["kepala"], ["koordinator"], ["sekda"]]


def test_a_case_without_holder_is_the_business_of_all_officers_of_the_unit(
    make_complaint: MakeComplaint, people: dict[str, User], outsider: User, dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub)

    assert told_by(WARNED) == ["ani", "budi"]


def test_22_a_sweep_run_twice_escalates_nothing_twice(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])

    fired = [escalate_due(now=AFTER_DUE), escalate_due(now=AFTER_DUE)]

    assert (fired, told()) == ([2, 0], ["ani", "kepala"])


def test_22_nothing_escalates_early_over_a_week_of_holidays(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    # Idul Fitri 2026: the offices close on Tuesday 17 March and open again on Wednesday 25 March.
    complaint = make_complaint(opd=dishub, assignee=people["ani"])
    evening_before = datetime(2026, 3, 17, 15, 0, tzinfo=WITA)
    clocks.start(complaint=complaint, kinds=[ClockKind.ACCEPT], now=evening_before)

    first_opening = told_by(datetime(2026, 3, 25, 7, 30, 1, tzinfo=WITA))
    warned = told_by(datetime(2026, 3, 25, 10, 30, 1, tzinfo=WITA))

    assert (first_opening, warned) == ([], ["ani"])


def test_26_exactly_at_the_due_time_is_met_and_tells_nobody(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    clock = start_accept(make_complaint, opd=dishub, assignee=people["ani"])

    fired = escalate_due(now=DUE)

    levels = list(EscalationStep.objects.filter(clock=clock, fired_at=DUE).values_list("level", flat=True))
    assert (fired, levels) == (1, [Level.PETUGAS])


def test_30_a_paused_clock_fires_nothing(make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd) -> None:
    clock = start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    clocks.pause(complaint=clock.complaint, kinds=[ClockKind.ACCEPT], reason="Menunggu pelapor", now=STARTED)

    assert told_by(THREE_DAYS_LATE) == []


def test_31_an_owner_who_left_the_coordinator_is_told_at_breach(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    User.objects.filter(pk=people["ani"].pk).update(is_active=False)

    assert [told_by(WARNED), told_by(AFTER_DUE)] == [["budi"], ["kepala", "koordinator"]]


def test_31_a_unit_without_people_never_means_silence(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub)
    Membership.objects.filter(opd=dishub).delete()

    assert [told_by(WARNED), told_by(AFTER_DUE)] == [["admin", "koordinator"], ["admin", "koordinator"]]


def test_a_case_without_unit_goes_to_the_coordinator(make_complaint: MakeComplaint, people: dict[str, User]) -> None:
    start_accept(make_complaint)

    assert told_by(WARNED) == ["koordinator"]


def test_42_a_secret_case_reaches_no_colleague_and_not_the_sekda(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, is_secret=True)

    assert [told_by(WARNED), told_by(THREE_DAYS_LATE)] == [
        ["kepala"],
        ["admin", "kepala", "koordinator", "koordinator", "koordinator"],
    ]


def test_33_no_mail_at_night_the_step_fires_and_the_mail_waits_for_the_morning(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    night = datetime(2026, 4, 7, 23, 0, tzinfo=WITA)

    escalate_due(now=night)

    morning = datetime(2026, 4, 8, 7, 30, tzinfo=WITA)
    assert set(Notice.objects.values_list("created_at", "next_attempt_at")) == {(night, morning)}
    assert set(EscalationStep.objects.filter(fired_at=night).values_list("level", flat=True)) == {
        Level.PETUGAS,
        Level.KEPALA_OPD,
    }


def test_34_answered_before_the_sweep_writes_no_escalation(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    clock = start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    clocks.stop(complaint=clock.complaint, kind=ClockKind.ACCEPT, now=WARNED)

    assert (escalate_due(now=THREE_DAYS_LATE), told()) == (0, [])


def test_a_notice_says_what_is_late_and_nothing_of_the_citizen(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    clock = start_accept(make_complaint, opd=dishub, assignee=people["ani"])

    escalate_due(now=WARNED)

    notice = Notice.objects.get()
    assert notice.subject == f"Aduan {clock.complaint.number}: penerimaan oleh OPD hampir jatuh tempo"
    assert notice.body == (
        "Tenggat penerimaan oleh OPD: Selasa, 7 April 2026 pukul 14.00 WITA.\nDitangani: Dinas Perhubungan."
    )
    assert notice.url == f"/aduan/{clock.complaint.number}/"


def test_32_a_crash_between_row_and_notice_undoes_both(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    with transaction.atomic():
        escalate_due(now=WARNED)
        transaction.set_rollback(True)

    assert (escalate_due(now=WARNED), told()) == (1, ["ani"])


def test_the_task_sweeps_with_the_present_moment(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    start_accept(make_complaint, opd=dishub, assignee=people["ani"])

    assert escalate_due_task() == 4


@pytest.mark.django_db(transaction=True)
def test_32_two_sweeps_at_once_fire_each_step_once(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    for _ in range(40):
        start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    start = threading.Barrier(2)
    fired: list[int] = []

    def sweep() -> None:
        try:
            start.wait(timeout=10)
            fired.append(escalate_due(now=WARNED))
        finally:
            connection.close()

    run_at_once(sweep, sweep)

    assert (sum(fired), told()) == (40, ["ani"] * 40)


@pytest.mark.django_db(transaction=True)
def test_34_an_answer_that_is_being_written_wins_over_the_sweep(
    make_complaint: MakeComplaint, people: dict[str, User], dishub: Opd
) -> None:
    clock = start_accept(make_complaint, opd=dishub, assignee=people["ani"])
    written, swept = threading.Event(), threading.Event()

    def answer() -> None:
        try:
            with transaction.atomic():
                clocks.stop(complaint=clock.complaint, kind=ClockKind.ACCEPT, now=WARNED)
                written.set()
                swept.wait(timeout=10)
        finally:
            connection.close()

    def sweep() -> None:
        try:
            written.wait(timeout=10)
            escalate_due(now=THREE_DAYS_LATE)
        finally:
            swept.set()
            connection.close()

    run_at_once(answer, sweep)

    assert (told(), escalate_due(now=THREE_DAYS_LATE)) == ([], 0)


def run_at_once(*jobs: Callable[[], None]) -> None:
    """Runs each job in a thread, hence on a database connection, of its own."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
