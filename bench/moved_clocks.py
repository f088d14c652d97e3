"""What bench.recount measures, inside Django: open clocks that all move by a day, with their ladders."""

import time
from datetime import date, datetime, timedelta

from django.db import connection

from complaints.models import Complaint, Reporter
from complaints.queries import visible_to
from opd.loading import load_opd
from opd.models import Membership, Role, User
from sla.calendars import current_calendar
from sla.counting import count_due_times, insert_ladders, set_due_times
from sla.drafts import DayOff, Draft
from sla.holidays import change_calendar
from sla.loading import load_calendar, load_policies
from sla.models import ClockKind, DueChange, SlaClock
from sla.policies import current_policy
from sla.recount import finish_recount, preview_moves
from sla.working_time import WITA

STARTED = datetime(2026, 11, 2, 9, 0, tzinfo=WITA)
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=WITA)
DRAFT = Draft(added=(DayOff(date(2026, 11, 10), "local", "Hari Jadi Kota"),))
AIM_SECONDS = 60
CHUNK = 5_000


def main(open_clocks: int) -> None:
    """Prints how long the look before takes, how long the job, and how long a chunk holds others up at most."""
    _seed(open_clocks)
    looked = time.perf_counter()
    moves = preview_moves(DRAFT)
    print(f"{open_clocks} open clocks, {len(moves)} of them move")
    print(f"look before  {time.perf_counter() - looked:6.1f} s")
    user = User.objects.get(username="koordinator.ukur")
    recount = change_calendar(draft=DRAFT, reason="Hari Jadi Kota", document="Ukur", user=user, now=NOW)
    started = time.perf_counter()
    done = finish_recount(recount=recount, now=NOW)
    spent = time.perf_counter() - started
    print(f"recount      {spent:6.1f} s (aim {AIM_SECONDS} s), {1000 * spent / (open_clocks / 1000):.0f} ms a thousand")
    print(f"inbox after  {_inbox(user):6.1f} ms")
    assert done.moved == len(moves) == DueChange.objects.count()


def _inbox(user: User) -> float:
    started = time.perf_counter()
    list(visible_to(user)[:50])
    return 1000 * (time.perf_counter() - started)


def _seed(open_clocks: int) -> None:
    load_opd()
    load_calendar(years=[2026, 2027], now=STARTED)
    load_policies(now=STARTED)
    user = User.objects.create(username="koordinator.ukur")
    Membership.objects.create(user=user, role=Role.KOORDINATOR)
    reporter = Reporter.objects.create(created_at=STARTED)
    for first in range(0, open_clocks, CHUNK):
        _seed_clocks(range(first, min(first + CHUNK, open_clocks)), reporter)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _seed_clocks(numbers: range, reporter: Reporter) -> None:
    """Promises of resolving that began a few seconds apart, so that no two are counted from the same moment."""
    policy, calendar = current_policy(STARTED), current_calendar()
    cases = Complaint.objects.bulk_create(
        Complaint(
            number=f"BTG-2611-{number:06}",
            token_digest=f"{number:064}",
            channel="whatsapp",
            reporter=reporter,
            subject="Lampu jalan padam",
            text="Lampu jalan di gang kami padam sejak kemarin. " * 6,
            created_at=STARTED,
            citizen_wrote_at=STARTED,
        )
        for number in numbers
    )
    clocks = [
        SlaClock(
            complaint=case,
            kind=ClockKind.RESOLVE,
            policy=policy,
            complaint_kind=case.kind,
            started_at=STARTED + timedelta(seconds=number % 20_000),
        )
        for number, case in zip(numbers, cases, strict=True)
    ]
    for clock in clocks:
        set_due_times(clock, count_due_times(clock, calendar))
    insert_ladders(SlaClock.objects.bulk_create(clocks), calendar, {})
