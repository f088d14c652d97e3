"""A whole scenario over the simulator, its network rough and its files failing, while worker and broker die.

`make chaos ARGS="-k scenario -s"` plays 800 acts; CHAOS_EVENTS, CHAOS_RATE and CHAOS_KILLS ask for more.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.chaos.killing import BROKER, WORKER, killing_now_and_then
from tests.processes import empty_data_dir, environment, running_platform

pytestmark = pytest.mark.chaos

EVENTS = int(os.environ.get("CHAOS_EVENTS", "800"))
RATE = float(os.environ.get("CHAOS_RATE", "40"))
KILLS = int(os.environ.get("CHAOS_KILLS", "5"))
SETTLED_SECONDS = 420  # of silence: an abandoned task comes back after 300 s


def test_a_scenario_loses_none_and_doubles_none_while_worker_and_broker_die() -> None:
    pace: dict[str, Any] = {"every": EVENTS / RATE / KILLS, "at_least": KILLS, "at_most": KILLS}
    with (
        empty_data_dir() as data_dir,
        running_platform(data_dir, ACK_QUIET_SECONDS="5"),
        killing_now_and_then(data_dir, (*WORKER, *BROKER), **pace) as killed,
    ):
        code, report = _simulate(data_dir)

    sys.stdout.write(f"{report}killed {dict(killed)}\n")
    figures = _figures(report)
    malformed, shelved = figures["malformed"]
    assert code == 0
    assert (figures["sent"][0], figures["stored"][0]) == (EVENTS - malformed, EVENTS - malformed)
    assert figures["acknowledgements"] == [figures["complaints"][0], 0]
    assert (figures["lost"], figures["doubled"], shelved) == ([0], [0], malformed)
    assert killed.total() == KILLS


def _simulate(data_dir: Path) -> tuple[int, str]:
    options = ["--scenario", "banjir", "--events", EVENTS, "--rate", RATE, "--seed", 7, "--patience", SETTLED_SECONDS]
    spoiled = ["--duplicates", 0.3, "--malformed", 0.02, "--media-failing", 0.2]
    command = [sys.executable, "manage.py", "simulate", "whatsapp", *map(str, options + spoiled)]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment(data_dir), stdout=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stdout


def _figures(report: str) -> dict[str, list[int]]:
    """The whole numbers of each line of the report, by its first word."""
    figures = {}
    for line in report.splitlines():
        name, _, rest = line.partition(" ")
        numbers = [word.replace(",", "") for word in rest.split()]
        figures[name] = [int(word) for word in numbers if word.isdigit()]
    return figures
