"""The wall of Pantau: its number is that of the list it leads to, and both are what a slow count gives."""

from datetime import timedelta
from random import Random

import pytest
from django.test import Client

from bontang_pengaduan.lib.clock import now
from complaints.models import Complaint
from complaints.overdue import read_wall
from complaints.workflow import OPEN
from opd.models import Role, User
from sla.clock_facts import HOUSE_KINDS
from sla.models import ClockKind, SlaClock
from tests.cast import koordinator, member, unit
from tests.factories import make_complaint

pytestmark = pytest.mark.usefixtures("reference_data")
HOUR = timedelta(hours=1)
STATES = ("forwarded", "in_progress", "waiting", "resolved", "closed")


def sekda() -> User:
    return member("sekda.uji", Role.SEKDA)


def befall(chance: Random, case: Complaint) -> None:
    """Something that happens to a case: a state, a secret, a clock that moves, rests or ends."""
    facts = {"status": chance.choice(STATES), "is_secret": chance.random() < 0.2, "opd": unit("PUPRK")}
    Complaint.objects.filter(pk=case.pk).update(**facts)
    for clock in case.clocks.filter(is_open=True):
        due_at = now() + HOUR * chance.randrange(-400, 100)
        rests, ends = chance.random() < 0.2, chance.random() < 0.2
        SlaClock.objects.filter(pk=clock.pk).update(
            started_at=due_at - 50 * HOUR,
            due_at=due_at,
            paused_at=now() if rests else None,
            is_open=not ends,
            stopped_at=now() if ends else None,
        )


def slow_truth(user: User) -> list[str]:
    """Every case and every clock, one by one."""
    moment, found = now(), []
    for case in Complaint.objects.all():
        running = [clock for clock in case.clocks.all() if clock.is_open and clock.paused_at is None]
        ours = [clock for clock in running if clock.kind not in (ClockKind.CITIZEN, *HOUSE_KINDS)]
        is_known = not case.is_secret or user == koordinator()
        if is_known and case.status in OPEN and any(clock.due_at < moment for clock in ours):
            found.append(case.number)
    return sorted(found)


@pytest.mark.parametrize("seed", range(3))
def test_the_number_of_the_wall_is_that_of_its_list_and_of_a_slow_count(client: Client, seed: int) -> None:
    chance = Random(seed)
    cases = [make_complaint(phone=f"+62812000010{place:02}", at=now() - HOUR * place) for place in range(12)]
    for case in chance.choices(cases, k=20):
        befall(chance, case)

    for user in (koordinator(), sekda()):
        client.force_login(user)
        wall = read_wall(user, now())
        listed = client.get("/aduan/?tampilan=telat").context["page"].groups

        assert sorted(row.number for row in wall.rows) == slow_truth(user)
        assert sorted(row.complaint.number for group in listed for row in group.rows) == slow_truth(user)
        assert wall.total == len(wall.rows)


def test_the_number_leads_to_the_list(client: Client) -> None:
    client.force_login(koordinator())

    page = client.get("/pantau/").content.decode()

    assert page.count('<a class="count" href="/aduan/?tampilan=telat"') == 1
