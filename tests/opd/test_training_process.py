"""The nightly training as a process of its own: started, waited for, and stopped when it takes too long."""

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from opd import training_process
from opd.tasks import retrain_routing

# Pages that another test left open may log beside it.
LOGGER = "opd.training_process"


@pytest.fixture
def program(tmp_path: Path, settings: Settings) -> Path:
    """The manage.py that is started; a test writes what it does."""
    settings.BASE_DIR = tmp_path
    return tmp_path / "manage.py"


def test_the_task_starts_the_command_and_gives_its_exit_code(program: Path) -> None:
    kept = program.parent / "arguments"
    program.write_text(f"import sys, pathlib\npathlib.Path({str(kept)!r}).write_text(' '.join(sys.argv[1:]))\n")

    assert retrain_routing() == 0
    assert kept.read_text() == "retrain_routing"


def test_what_went_wrong_stands_in_the_log(program: Path, caplog: pytest.LogCaptureFixture) -> None:
    program.write_text("import sys\nsys.exit('CommandError: Pelatihan lain sedang berjalan.')\n")

    assert retrain_routing() == 1
    assert [message for name, _, message in caplog.record_tuples if name == LOGGER] == [
        "The routing model was not trained: CommandError: Pelatihan lain sedang berjalan."
    ]


def test_one_that_takes_too_long_is_stopped(
    program: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    program.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(training_process, "LIMIT_SECONDS", 0.3)

    assert retrain_routing() == -1
    assert [level for name, level, _ in caplog.record_tuples if name == LOGGER] == [logging.ERROR]
