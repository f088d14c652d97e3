"""The beat schedule, run in one process without a broker. Claims make it harmless beside beat and workers."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import Task
from django.conf import settings
from django.db import close_old_connections

from .celery import app

logger = logging.getLogger(__name__)

# Proof that the worker takes tasks; done here it would prove nothing.
WORKER_ONLY = frozenset({"heartbeat"})


@dataclass(frozen=True)
class Sweep:
    """One periodic task and its interval in seconds."""

    name: str
    task: "Task[[], object]"
    every: float


def sweeps() -> list[Sweep]:
    """Every entry of the beat schedule with a plain interval; calendar entries can wait for beat."""
    app.loader.import_default_modules()
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    return [
        Sweep(name, app.tasks[entry["task"]], float(entry["schedule"]))
        for name, entry in schedule.items()
        if name not in WORKER_ONLY and isinstance(entry["schedule"], int | float)
    ]


def run_until_stopped(say: Callable[[str], object]) -> None:
    """Runs each sweep in a thread of its own, so that a slow provider does not hold up the clocks. `say` hears once
    that it can be stopped from now on."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threads = [threading.Thread(target=_repeat, args=(sweep, stopping), daemon=True) for sweep in sweeps()]
    for thread in threads:
        thread.start()
    say(f"Sweeper runs {len(threads)} sweeps.")
    stopping.wait()
    for thread in threads:
        thread.join(timeout=1)


def run_once(sweep: Sweep) -> None:
    """Runs the task here and now. A failure is logged: the next run finds the same rows again."""
    close_old_connections()
    try:
        sweep.task()
    except Exception:
        logger.exception("Sweep %s failed", sweep.name)


def _repeat(sweep: Sweep, stopping: threading.Event) -> None:
    while not stopping.wait(sweep.every):
        run_once(sweep)
