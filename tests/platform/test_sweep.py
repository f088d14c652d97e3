"""The periodic work runs without a broker, and one failing sweep does not stop the others."""

import logging
import signal
import subprocess
import sys
import time

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


def test_failing_sweep_is_logged_and_does_not_raise(caplog: pytest.LogCaptureFixture) -> None:
    @shared_task(name="tests.fails")
    def fails() -> None:
        raise RuntimeError("provider is away")

    with caplog.at_level(logging.ERROR):
        run_once(Sweep("fails", fails, 1))

    assert [record.getMessage() for record in caplog.records] == ["Sweep fails failed"]


def test_sweeper_process_ends_cleanly_on_sigterm() -> None:
    process = subprocess.Popen([sys.executable, "manage.py", "sweeper"], cwd=settings.BASE_DIR)
    time.sleep(3)
    still_there = process.poll() is None

    process.send_signal(signal.SIGTERM)

    assert still_there
    assert process.wait(timeout=10) == 0
