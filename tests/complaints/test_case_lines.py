"""The kept lines of the lists: true after whatever is done to a case, and whoever does it at the same moment."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from complaints.case_lines import SETTLED_AT, write_lines
from complaints.errors import ComplaintError
from complaints.models import CaseLine, Complaint
from complaints.services import classify, extending, handling, pausing, raising, replies, resolving
from complaints.workflow import Kind
from sla.escalation import escalate_due
from sla.holidays import add_holiday
from sla.models import ClockKind, SlaClock
from sla.recount import finish_recount, work_recount
from tests.cast import koordinator, petugas_pupr, unit
from tests.complaints.clock_kit import case_at_pupr
from tests.factories import MONDAY_MORNING, make_complaint, make_event, receive
from tests.line_truth import assert_lines_are_true
from tests.reference import load_reference_data

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATEST = 10  # seconds in which another thread must have come so far


@pytest.fixture
def city(db: None) -> None:
    load_reference_data()


def take(case: Complaint, random: Random, now: datetime) -> None:
    handling.take(complaint=case, user=petugas_pupr(), now=now)


def release(case: Complaint, random: Random, now: datetime) -> None:
    handling.release(complaint=case, user=koordinator(), now=now)


def answer(case: Complaint, random: Random, now: datetime) -> None:
    kind, words = random.choice(["answer", "question"]), "Petugas kami memeriksa lokasi itu."
    replies.answer(complaint=case, text=words, kind=kind, user=koordinator(), version=case.version, now=now)


def hold(case: Complaint, random: Random, now: datetime) -> None:
    code = random.choice(["other_body", "material", "weather", "access"])
    pausing.pause_clock(complaint=case, code=code, note="Uji", user=koordinator(), now=now)


def let_run(case: Complaint, random: Random, now: datetime) -> None:
    pausing.resume_clock(complaint=case, user=koordinator(), now=now)


def end_pauses(case: Complaint, random: Random, now: datetime) -> None:
    pausing.end_expired_pauses(now=now)


def write_again(case: Complaint, random: Random, now: datetime) -> None:
    receive(make_event(f"Belum juga, {case.number}", phone=phone_of(case), at=now))


def conclude(case: Complaint, random: Random, now: datetime) -> None:
    resolving.resolve(complaint=case, resolution="Jalan sudah ditambal.", user=koordinator(), now=now)


def reopen(case: Complaint, random: Random, now: datetime) -> None:
    resolving.reopen(complaint=case, now=now)


def change_kind(case: Complaint, random: Random, now: datetime) -> None:
    kind = random.choice(list(Kind))
    classify.change_kind(complaint=case, kind=kind, reason="Uji", user=koordinator(), now=now)


def forward(case: Complaint, random: Random, now: datetime) -> None:
    target = unit(random.choice(["DISHUB", "PUPRK", "RSUD"]))
    handling.forward(complaint=case, opd=target, reason="Uji", user=koordinator(), now=now)


def extend(case: Complaint, random: Random, now: datetime) -> None:
    until = (now + DAY * random.randrange(5, 15)).date()
    asked = extending.ask_extension(complaint=case, until=until, reason="Uji", user=koordinator(), now=now)
    extending.decide_extension(extension=asked, is_accepted=True, remark="Uji", user=koordinator(), now=now)


def promise(case: Complaint, random: Random, now: datetime) -> None:
    escalate_due(now=now)
    raising.hold_case(complaint=case, until=(now + DAY).date(), user=koordinator(), now=now)


def day_off(case: Complaint, random: Random, now: datetime) -> None:
    day = (now + DAY * random.randrange(1, 6)).date()
    recount = add_holiday(day=day, name="Libur uji", kind="local", source="Uji", now=now)
    finish_recount(recount=recount, now=now)


def phone_of(case: Complaint) -> str:
    return case.reporter.identifiers.filter(kind="phone").latest("pk").value


ACTS: tuple[Callable[[Complaint, Random, datetime], None], ...] = (
    *(take, release, answer, answer, hold, hold, let_run, end_pauses, write_again, conclude, reopen, change_kind),
    *(forward, extend, promise, day_off),
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.usefixtures("city")
def test_lines_are_true_after_every_act_of_a_random_history(seed: int) -> None:
    random, now, done = Random(seed), MONDAY_MORNING + HOUR, 0
    cases = [make_complaint(phone=f"+628120000010{number}") for number in range(3)]
    assert_lines_are_true()

    for _ in range(30):
        now += HOUR * random.randrange(1, 20)
        case = Complaint.objects.get(pk=random.choice(cases).pk)
        try:
            with transaction.atomic():
                random.choice(ACTS)(case, random, now)
            done += 1
        except ComplaintError:
            pass  # not allowed in that state; what it began is undone, and the lines with it
        assert_lines_are_true()

    assert done > 8


@pytest.mark.usefixtures("city")
def test_a_line_goes_with_its_case_and_a_clock_that_goes_leaves_the_next() -> None:
    case, other = make_complaint(), make_complaint(phone="+6281200000002")
    first = SlaClock.objects.filter(complaint=case, is_open=True).earliest("due_at")
    first.steps.all().delete()
    first.delete()
    assert_lines_are_true()

    SlaClock.objects.filter(complaint=case).update(complaint=other, is_open=False)
    assert_lines_are_true()
    assert CaseLine.objects.get(complaint=case).due_since is None


@pytest.mark.usefixtures("city")
def test_lines_past_which_rows_were_copied_are_written_anew() -> None:
    case = make_complaint()
    CaseLine.objects.all().delete()

    write_lines()

    assert_lines_are_true()
    Complaint.objects.filter(pk=case.pk).update(status="closed")
    SlaClock.objects.filter(complaint=case).update(is_open=False)
    assert CaseLine.objects.get(complaint=case).due_at == SETTLED_AT


@pytest.mark.django_db(transaction=True)
def test_two_who_change_a_case_at_once_leave_a_true_line() -> None:
    """The second begins before the first has committed, and waits for the line; what the first did is not lost."""
    load_reference_data()
    case = case_at_pupr()

    def hold_the_clock() -> None:
        clocks = SlaClock.objects.filter(complaint=case, kind=ClockKind.RESOLVE)
        clocks.update(due_at=MONDAY_MORNING + DAY, paused_at=None)

    with transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(assignee=None, status="forwarded")
        other = in_another_connection(hold_the_clock)
        wait_until_somebody_waits()
    other.join(LATEST)

    assert not other.is_alive()
    assert_lines_are_true()
    line = CaseLine.objects.get(complaint=case)
    assert (line.status, line.assignee_id) == ("forwarded", None)


@pytest.mark.django_db(transaction=True)
def test_a_recount_gives_way_to_an_officer_and_is_done_afterwards() -> None:
    """The officer's act holds the line and wants the clock, the chunk holds the clock and wants the line."""
    load_reference_data()
    case = case_at_pupr()
    recount = add_holiday(day=MONDAY_MORNING.date() + DAY, name="Libur", kind="local", source="Uji", now=MONDAY_MORNING)
    counted: list[int] = []

    with transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(assignee=None)
        other = in_another_connection(lambda: counted.append(work_recount(now=MONDAY_MORNING)))
        wait_until_somebody_waits()
        SlaClock.objects.filter(complaint=case).update(holder=None)
    other.join(LATEST)

    assert counted == [0]
    finish_recount(recount=recount, now=MONDAY_MORNING)
    recount.refresh_from_db()
    assert (recount.status, recount.moved > 0) == ("done", True)
    assert_lines_are_true()


def in_another_connection(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            with transaction.atomic():
                work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_until_somebody_waits() -> None:
    """Until a statement of another connection waits for a lock."""
    for _ in range(100_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
