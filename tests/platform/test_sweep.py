"""The periodic work runs without a broker, and one failing sweep does not stop the others."""

import logging
import signal
import subprocess
import sys

import pytest
from celery import shared_task
from django.conf import settings

from bontang_pengaduan.sweep import Sweep, run_once, sweeps


def test_every_interval_of_the_beat_schedule_is_swept_except_the_heartbeat() -> None:
    intervals = {
        name: float(entry["schedule"])
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if isinstance(entry["schedule"], int)
    }
    del intervals["heartbeat"]

    assert {sweep.name: sweep.every for sweep in sweeps()} == intervals


@pytest.mark.django_db
def test_failing_sweep_is_logged_and_does_not_raise(caplog: pytest.LogCaptureFixture) -> None:
    @shared_task(name="tests.fails")
    def fails() -> None:
        raise RuntimeError("provider is away")

    with caplog.at_level(logging.ERROR):
        run_once(Sweep("fails", fails, 1))

    assert [record.getMessage() for record in caplog.records] == ["Sweep fails failed"]


def test_sweeper_process_ends_cleanly_on_sigterm() -> None:
    command = [sys.executable, "manage.py", "sweeper"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first_line = process.stdout.readline()

        process.send_signal(signal.SIGTERM)

        assert first_line == f"Sweeper runs {len(sweeps())} sweeps.\n"
        assert process.wait(timeout=30) == 0
