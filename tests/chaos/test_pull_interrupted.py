"""A pull that is killed at any point goes on with nothing lost and nothing doubled, on every channel that is asked."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from pytest_django import Settings

from channels_intake.process import drain_all
from channels_intake.pull import LEASE, MAX_PAGES, pull_due
from channels_intake.registry import CHANNELS
from complaints.models import Complaint, Message
from tests.chaos.interrupting import count_lines, run_and_kill
from tests.chaos.pull_worlds import WORLDS
from tests.factories import MONDAY_MORNING as NOW
from tests.reference import load_reference_data

pytestmark = [
    # Not beside other tests: a fork of a process whose threads still serve pages is no fair interruption.
    pytest.mark.chaos,
    pytest.mark.django_db(transaction=True),
    # Python 3.12 warns of a fork beside threads: they are the simulator's, and the child touches none of it.
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EACH = 3  # messages before every interruption: two pages
ASKED = sorted(kind for kind, channel in CHANNELS.items() if channel.pull)


def test_every_channel_that_is_asked_is_interrupted_here() -> None:
    assert sorted(WORLDS) == ASKED


@pytest.mark.parametrize("kind", ASKED)
def test_killed_at_200_points_nothing_is_lost_or_doubled(kind: str, settings: Settings) -> None:
    assert kill_pulls(kind, settings, points=200) < 300


def kill_pulls(kind: str, settings: Settings, *, points: int) -> int:
    """Kills a pull so many times, another process going on after each; how many pulls that took, for some were through
    before.

    Each time citizens have written anew. What was stored is compared after every pull, message by message.
    """
    load_reference_data()
    chance, wanted, killed, tried, at = random.Random(7), set[str](), 0, 0, NOW + HOUR
    with WORLDS[kind](settings) as write:

        def pull(moment: timedelta = timedelta()) -> None:
            # SP4N's rounds look a day back, and are longer than one run may be.
            while pull_due(now=at + moment) == MAX_PAGES:
                pass
            drain_all(now=at + moment)

        wanted |= {write(at - number * MINUTE) for number in range(EACH, 0, -1)}
        lines = count_lines(pull)
        while killed < points:
            tried += 1
            at = NOW + (tried + 1) * HOUR
            wanted |= {write(at - number * MINUTE) for number in range(EACH, 0, -1)}
            killed += run_and_kill(pull, chance.randrange(1, lines))
            # The next one is killed anywhere in about as much work.
            lines = max(2, count_lines(lambda: pull(LEASE + 20 * MINUTE)))
            stored = Counter(_stored(kind))
            assert set(stored) == wanted, f"lost at pull {tried}"
            assert set(stored.values()) == {1}, f"doubled at pull {tried}"
    return tried


def _stored(kind: str) -> list[str]:
    # A report of SP4N is a row of the mirror and becomes a case of its own; elsewhere what was written is a message.
    if kind == "sp4n":
        return list(Complaint.objects.values_list("sp4n_report__tracking_id", flat=True))
    return list(Message.objects.values_list("external_id", flat=True))
