"""The moved clock: all processes read the same file, and nobody ever reads half of it."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from bontang_pengaduan.lib import clock

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def clock_file(settings: Settings, tmp_path: Path) -> Path:
    """The file of a machine on which the simulator runs."""
    settings.SIMULATOR, settings.CLOCK_OFFSET_SECONDS = True, 0
    settings.CLOCK_FILE = str(tmp_path / "data" / "clock_offset")
    return tmp_path / "data" / "clock_offset"


def offset() -> timedelta:
    return clock.now() - timezone.now()


def test_steps_forward_add_up(clock_file: Path) -> None:
    clock.advance(3600)
    clock.advance(900)

    assert abs(offset() - timedelta(seconds=4500)) < A_SECOND
    assert [path.name for path in clock_file.parent.iterdir()] == ["clock_offset"]


def test_setting_and_file_add_up(clock_file: Path, settings: Settings) -> None:
    settings.CLOCK_OFFSET_SECONDS = 100

    clock.advance(20)

    assert abs(offset() - timedelta(seconds=120)) < A_SECOND


def test_without_the_simulator_the_file_counts_for_nothing(clock_file: Path, settings: Settings) -> None:
    clock.advance(3600)
    settings.SIMULATOR = False

    assert abs(offset()) < A_SECOND


@pytest.mark.parametrize("content", ["", "morgen"])
def test_unreadable_file_counts_for_nothing(clock_file: Path, content: str) -> None:
    clock_file.parent.mkdir()
    clock_file.write_text(content)

    assert abs(offset()) < A_SECOND


def test_who_reads_while_it_is_moved_is_never_back_at_the_wall_clock(clock_file: Path) -> None:
    clock.advance(86_400)
    stopping, least = threading.Event(), [timedelta.max]

    def read() -> None:
        while not stopping.is_set():
            least[0] = min(least[0], offset())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(300):
        clock.advance(1)
    stopping.set()
    reader.join()

    assert least[0] > timedelta(hours=23)
