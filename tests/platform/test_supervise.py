"""Processes that end come back; processes that fall silent are replaced; all of them stop together."""

import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from bontang_pengaduan.supervise import Child, Pulse, Supervisor
from tests.platform.processes import descendants, survivors

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def look_until(supervisor: Supervisor, condition: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Lets the supervisor work until `condition` holds; False when the time runs out first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        supervisor.look()
        time.sleep(0.02)
    return True


def pid_of(child: Child) -> int | None:
    return child.process.pid if child.process else None


def test_killed_child_is_started_again() -> None:
    child = Child("sleeper", SLEEP, os.environ)
    supervisor = Supervisor({}, [child])
    supervisor.start()
    first = pid_of(child)
    assert child.process is not None
    child.process.kill()

    came_back = look_until(supervisor, lambda: child.is_running() and pid_of(child) != first)
    supervisor.stop()

    assert came_back


def test_child_that_keeps_failing_is_tried_less_and_less_often(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    script = f"import time; open({str(log)!r}, 'a').write(f'{{time.monotonic()}}\\n')"
    supervisor = Supervisor({}, [Child("failing", [sys.executable, "-c", script], os.environ)])
    supervisor.start()

    look_until(supervisor, lambda: log.exists() and len(log.read_text().splitlines()) == 4)
    supervisor.stop()

    starts = [float(line) for line in log.read_text().splitlines()]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert [pause >= least for pause, least in zip(pauses, (0.5, 1, 2), strict=True)] == [True] * 3


def test_child_without_a_sign_of_work_is_replaced() -> None:
    child = Child("deaf", SLEEP, os.environ, pulse=Pulse(lambda: "same", limit_seconds=0.3, every_seconds=0.05))
    supervisor = Supervisor({}, [child])
    supervisor.start()
    first = pid_of(child)

    replaced = look_until(supervisor, lambda: pid_of(child) != first and child.process is not None)
    supervisor.stop()

    assert replaced


def test_pulse_is_kept_by_change_and_not_by_the_value() -> None:
    values = iter(range(1000))
    beating = Pulse(lambda: next(values), limit_seconds=0.05, every_seconds=0.01)
    unreadable = Pulse(lambda: None, limit_seconds=0.05, every_seconds=0.01)
    still = Pulse(lambda: "2030-01-01", limit_seconds=0.05, every_seconds=0.01)

    for _ in range(10):
        time.sleep(0.02)
        verdicts = [pulse.is_lost() for pulse in (beating, unreadable, still)]

    assert verdicts == [False, False, True]


def test_restart_ends_what_the_dead_child_had_started() -> None:
    script = f"import subprocess, time; subprocess.Popen({SLEEP!r}); time.sleep(600)"
    child = Child("parent", [sys.executable, "-c", script], os.environ)
    supervisor = Supervisor({}, [child])
    supervisor.start()
    first = pid_of(child)
    assert first is not None
    look_until(supervisor, lambda: len(descendants(first)) == 1)
    left_behind = descendants(first)
    assert child.process is not None
    child.process.kill()

    look_until(supervisor, lambda: child.is_running() and pid_of(child) != first)
    gone = survivors(left_behind, after_seconds=5)
    supervisor.stop()

    assert len(left_behind) == 1
    assert gone == set()


def test_stop_waits_for_all_children_at_the_same_time() -> None:
    script = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: (time.sleep(1), sys.exit()))\n"
    script += "print('armed', flush=True)\ntime.sleep(600)"
    children = [Child(f"slow{number}", [sys.executable, "-c", script], os.environ) for number in range(3)]
    supervisor = Supervisor({}, children)
    supervisor.start()
    time.sleep(0.5)

    began = time.monotonic()
    supervisor.stop()

    assert [child.is_running() for child in children] == [False] * 3
    assert 0.9 < time.monotonic() - began < 2.5
