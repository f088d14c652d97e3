"""What bench.sweep measures, inside Django: open clocks of which some have a step that is due."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from bench.past import seed_past
from complaints.models import Complaint, Reporter
from opd.loading import load_opd
from opd.models import Membership, Notice, Opd, Role, User
from sla.escalation import escalate_due
from sla.loading import load_calendar, load_policies
from sla.models import ClockKind, EscalationStep, Level, SlaClock
from sla.policies import current_policy
from sla.working_time import WITA

ROUNDS = 8
RUNGS = (-1, 0, 1, 3)  # days from the due time to each level
STARTED = datetime(2026, 11, 2, 9, 0, tzinfo=WITA)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)
CHUNK = 5_000

# The same rows and no more: one UPDATE over the partial index, one INSERT of notices that are there already.
BARE_UPDATE = """
    UPDATE sla_escalationstep SET fired_at = %(now)s
    WHERE fired_at IS NULL AND cancelled_at IS NULL AND fires_at < %(now)s
    RETURNING id
"""
BARE_INSERT = "INSERT INTO opd_notice SELECT * FROM bench_notice ON CONFLICT DO NOTHING"


def main(open_clocks: int, due_steps: int, closed: int) -> None:
    """Prints medians of interleaved rounds; each begins with the same due steps, no notices and fresh statistics.

    The first sweep stands apart: it opens its connection, reads the calendar and finds nothing prepared.
    """
    _seed(open_clocks, due_steps)
    seed_past(closed)
    sweeps, idle, bare = zip(*(_round(due_steps) for _ in range(ROUNDS)), strict=True)
    product, limit = statistics.median(sweeps[1:]), statistics.median(bare)
    by_row = _row_by_row(due_steps)
    print(f"{open_clocks} open clocks, {due_steps} due steps, {closed} complaints of the past")
    print(f"sweep       {product:6.1f} ms  cold {sweeps[0]:6.1f} ms  {_statements()} SQL (aim 100 ms)")
    print(f"nothing due {statistics.median(idle):6.1f} ms (aim 2 ms)")
    print(f"bare limit  {limit:6.1f} ms")
    print(f"row by row  {by_row:6.0f} ms")
    print(f"times the bare limit: {product / limit:.2f}; times faster than row by row: {by_row / product:.0f} (aim 30)")


def _round(due_steps: int) -> tuple[float, float, float]:
    """Milliseconds of a sweep, of one with nothing due, and of the bare limit on the same rows."""
    _reset()
    connection.close()
    swept = _milliseconds(lambda: escalate_due(now=NOW), due_steps)
    idle = _milliseconds(lambda: escalate_due(now=NOW), 0)
    _keep_notices()
    _reset()
    return swept, idle, _milliseconds(_bare_limit, due_steps)


def _row_by_row(due_steps: int) -> float:
    """Milliseconds of the same work as one would first write it: a transaction, an object and a save for each step."""
    _reset()

    def fire() -> int:
        due = list(EscalationStep.objects.filter(fired_at=None, cancelled_at=None, fires_at__lt=NOW))
        return sum(map(_fire, due))

    return _milliseconds(fire, due_steps)


@transaction.atomic
def _fire(step: EscalationStep) -> int:
    case = step.clock.complaint
    roles = [Role.PETUGAS] if step.level == Level.PETUGAS else [Role.PIMPINAN, Role.KOORDINATOR]
    for person in User.objects.filter(
        Q(memberships__opd=case.opd) | Q(memberships__opd=None), memberships__role__in=roles
    ):
        Notice.objects.get_or_create(
            recipient=person,
            dedupe_key=f"escalation:{step.pk}",
            defaults={"subject": str(case), "created_at": NOW, "next_attempt_at": NOW},
        )
    step.fired_at = NOW
    step.save()
    return 1


def _statements() -> int:
    """How many statements the same sweep sends."""
    sent: list[str] = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        sent.append(sql)
        return execute(sql, *rest)

    _reset()
    with connection.execute_wrapper(count):
        escalate_due(now=NOW)
    return len(sent)


@transaction.atomic
def _bare_limit() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BARE_UPDATE, {"now": NOW})
        fired = len(cursor.fetchall())
        cursor.execute(BARE_INSERT)
    return fired


def _seed(open_clocks: int, due_steps: int) -> None:
    """The 57 units with a head and two officers each, and the clocks spread over them."""
    load_opd()
    load_calendar(years=[2026, 2027], now=STARTED)
    load_policies(now=STARTED)
    officers = _seed_people()
    reporter = Reporter.objects.create(created_at=STARTED)
    for first in range(0, open_clocks, CHUNK):
        numbers = range(first, min(first + CHUNK, open_clocks))
        _seed_clocks({number: _due_at(number, due_steps) for number in numbers}, officers, reporter)


def _seed_people() -> list[tuple[int, int]]:
    """Unit and officer of each case, in turn."""
    roles: list[tuple[Role, int | None]] = [(Role.KOORDINATOR, None), (Role.SEKDA, None), (Role.ADMIN, None)]
    for opd in Opd.objects.values_list("pk", flat=True):
        roles += [(Role.PIMPINAN, opd), (Role.PETUGAS, opd), (Role.PETUGAS, opd)]
    users = User.objects.bulk_create(User(username=f"pengguna.{number}") for number in range(len(roles)))
    pairs = list(zip(users, roles, strict=True))
    Membership.objects.bulk_create(Membership(user=user, role=role, opd_id=opd) for user, (role, opd) in pairs)
    return [(opd, user.pk) for user, (role, opd) in pairs if role == Role.PETUGAS and opd]


def _seed_clocks(due_times: dict[int, datetime], officers: list[tuple[int, int]], reporter: Reporter) -> None:
    policy = current_policy(STARTED)
    places = [officers[number % len(officers)] for number in due_times]
    cases = Complaint.objects.bulk_create(
        Complaint(
            number=f"BTG-2611-{number:05}",
            token_digest=f"{number:064}",
            channel="whatsapp",
            reporter=reporter,
            subject="Lampu jalan padam",
            text="Lampu jalan di gang kami padam sejak kemarin. " * 6,
            opd_id=opd,
            assignee_id=officer,
            created_at=STARTED,
            citizen_wrote_at=STARTED,
        )
        for number, (opd, officer) in zip(due_times, places, strict=True)
    )
    clocks = SlaClock.objects.bulk_create(
        SlaClock(
            complaint=case,
            kind=ClockKind.RESOLVE,
            policy=policy,
            opd_id=case.opd_id,
            holder_id=case.assignee_id,
            complaint_kind=case.kind,
            started_at=STARTED,
            due_at=due_at,
        )
        for due_at, case in zip(due_times.values(), cases, strict=True)
    )
    EscalationStep.objects.bulk_create(_step(clock, rank) for clock in clocks for rank in range(len(RUNGS)))


def _step(clock: SlaClock, rank: int) -> EscalationStep:
    """One rung; those below the due one fired a day or more ago."""
    fires_at = clock.due_at + timedelta(days=RUNGS[rank])
    fired_at = fires_at if fires_at < NOW - timedelta(hours=12) else None
    return EscalationStep(clock=clock, level=list(Level)[rank], rank=rank + 1, fires_at=fires_at, fired_at=fired_at)


def _due_at(number: int, due_steps: int) -> datetime:
    """The first clocks have a rung that came due since an hour, each level as often as the others."""
    if number >= due_steps:
        return NOW + timedelta(days=2, minutes=number)
    return NOW - timedelta(days=RUNGS[number % len(RUNGS)], seconds=1 + number % 3600)


def _reset() -> None:
    EscalationStep.objects.filter(fired_at=NOW).update(fired_at=None)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE opd_notice CASCADE")
        for table in ("sla_escalationstep", "sla_slaclock", "complaints_complaint", "opd_notice"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _keep_notices() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_notice (LIKE opd_notice)")
        cursor.execute("TRUNCATE bench_notice")
        cursor.execute("INSERT INTO bench_notice SELECT * FROM opd_notice")


def _milliseconds(work: Callable[[], int], due_steps: int) -> float:
    started = time.perf_counter()
    fired = work()
    spent = 1000 * (time.perf_counter() - started)
    assert fired == due_steps, fired
    return spent
