"""The whole platform as one command: it starts, refuses with one sentence, stops, and survives a kill."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from bontang_pengaduan.stack import free_port
from tests.platform.processes import descendants, survivors
from tests.processes import START_SECONDS, environment

HOST_REFUSED = (
    "CommandError: HOST 192.0.2.1 cannot be listened on: Cannot assign requested address; correct or unset it."
)
STATIC_REFUSED = "CommandError: STATIC_ROOT /dev/null/static cannot be used: Not a directory; choose another folder."
CELERY_REFUSED = (
    "CommandError: CELERY_BROKER_URL cannot be read; write it as redis://:password@host:6379/0 or leave it out."
)
DATABASE_REFUSED = "DATABASE_URL cannot be read; write it as postgres://user:password@host:5432/name."


@dataclass
class Platform:
    """A running `manage.py up`, its port and what it has printed."""

    process: "subprocess.Popen[str]"
    port: int
    lines: list[str] = field(default_factory=list)

    def started(self) -> set[int]:
        return descendants(self.process.pid)

    def status_of(self, path: str) -> int:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).status_code


def up(data_dir: Path, port: int | None, **more: str) -> "subprocess.CompletedProcess[str]":
    """Runs `up` where it is expected to refuse; without `port`, PORT of the environment counts."""
    return subprocess.run(
        [sys.executable, "manage.py", "up", *(["--port", str(port)] if port else [])],
        cwd=settings.BASE_DIR,
        env=environment(data_dir, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def start(data_dir: Path, port: int) -> Platform:
    """Starts the platform and returns once it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    platform = Platform(process, port)
    ready = threading.Event()
    threading.Thread(target=_read, args=(platform, ready), daemon=True).start()
    if not ready.wait(START_SECONDS):
        process.terminate()
        process.wait()
        pytest.fail("not ready in time:\n" + "".join(platform.lines))
    return platform


def _read(platform: Platform, ready: threading.Event) -> None:
    assert platform.process.stdout is not None
    with platform.process.stdout as output:
        for line in output:
            platform.lines.append(line)
            if line.startswith("Ctrl-C"):
                ready.set()


@pytest.fixture
def port() -> int:
    return free_port("127.0.0.1", 18000 + os.getpid() % 1000)


@pytest.fixture
def platform(data_dir: Path, port: int) -> Iterator[Platform]:
    running = start(data_dir, port)
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(timeout=30)


def test_platform_becomes_ready_names_its_accounts_and_stops_on_sigterm(platform: Platform, data_dir: Path) -> None:
    password_file = data_dir / "demo_password"
    started = platform.started()

    assert platform.status_of("/readyz") == 200
    assert f"Ready: http://localhost:{platform.port}/\n" in platform.lines
    assert f"Password: {password_file.read_text().strip()} (kept in {password_file})\n" in platform.lines
    assert password_file.stat().st_mode & 0o777 == 0o600
    # The checks of readiness that came too early were answered with 503.
    assert [line for line in platform.lines if "ERROR" in line] == []

    began = time.monotonic()
    platform.process.send_signal(signal.SIGTERM)
    assert platform.process.wait(timeout=30) == 0
    assert time.monotonic() - began < 10
    assert survivors(started, after_seconds=0) == set()


def test_second_start_on_the_same_folder_is_refused_and_the_first_goes_on(platform: Platform, data_dir: Path) -> None:
    refused = up(data_dir, platform.port + 100)

    assert refused.returncode == 2
    assert refused.stderr == (
        f"CommandError: Another launcher already runs on {data_dir}; stop it or choose another DATA_DIR.\n"
    )
    assert platform.status_of("/readyz") == 200


def test_killed_platform_leaves_no_process_and_starts_again_with_its_data(data_dir: Path, port: int) -> None:
    first = start(data_dir, port)
    started = first.started()
    password = (data_dir / "demo_password").read_text()
    first.process.kill()
    first.process.wait()

    left = survivors(started, after_seconds=20)
    second = start(data_dir, port)
    status = second.status_of("/readyz")
    second.process.send_signal(signal.SIGTERM)
    second.process.wait(timeout=30)

    assert len(started) > 8
    assert left == set()
    assert status == 200
    assert (data_dir / "demo_password").read_text() == password


def test_killed_children_and_servers_come_back(platform: Platform) -> None:
    for pid in platform.started():
        # A server's own children may be gone with it already.
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == pid:
                os.kill(pid, signal.SIGKILL)

    deadline = time.monotonic() + 60
    statuses: list[int] = []
    while time.monotonic() < deadline and statuses[-3:] != [200, 200, 200]:
        time.sleep(0.5)
        try:
            statuses.append(platform.status_of("/readyz"))
        except httpx.HTTPError:
            statuses.append(0)

    assert statuses[-3:] == [200, 200, 200]


def test_port_in_use_is_one_sentence_and_exit_code_2(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = up(data_dir, port)

    assert refused.returncode == 2
    assert refused.stderr == f"CommandError: Port {port} is in use; stop what listens there or set PORT.\n"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "PORT must be a whole number; correct or unset it."),
        ("PORT", "70000", "CommandError: PORT must be a number from 1 to 65535, not 70000."),
        ("HOST", "192.0.2.1", HOST_REFUSED),
        ("REDIS_URL", "nonsense", "REDIS_URL cannot be read; write it as redis://:password@host:6379/0."),
        ("CELERY_BROKER_URL", "nonsense://broker", CELERY_REFUSED),
        ("DATABASE_URL", "nonsense", DATABASE_REFUSED),
        ("STATIC_ROOT", "/dev/null/static", STATIC_REFUSED),
        ("LOG_LEVEL", "laut", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL; correct or unset it."),
    ],
)
def test_wrong_value_is_one_sentence_and_exit_code_2(
    data_dir: Path, port: int, name: str, value: str, sentence: str
) -> None:
    refused = up(data_dir, None if name == "PORT" else port, **{name: value})

    assert (refused.returncode, refused.stderr) == (2, f"{sentence}\n")


def test_given_database_without_a_key_is_one_sentence_and_exit_code_2(data_dir: Path, port: int) -> None:
    refused = up(data_dir, port, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert refused.returncode == 2
    assert refused.stderr == (
        "CommandError: DATABASE_URL is set, so SECRET_KEY must be set too: sessions and links depend on it.\n"
    )


def test_unreachable_database_is_one_sentence_and_exit_code_2(data_dir: Path, port: int) -> None:
    refused = up(data_dir, port, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", SECRET_KEY="k" * 50)

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith("CommandError: The database of DATABASE_URL does not answer: ")


def test_unusable_data_folder_is_one_sentence_and_exit_code_2(port: int) -> None:
    refused = up(Path("/dev/null/data"), port)

    assert refused.returncode == 2
    assert refused.stderr == "DATA_DIR /dev/null/data cannot be used: Not a directory; choose another folder.\n"


def test_broken_database_folder_is_one_sentence_and_exit_code_2(data_dir: Path, port: int) -> None:
    (data_dir / "servers" / "postgres").mkdir(parents=True)

    refused = up(data_dir, port)

    assert refused.returncode == 2
    assert refused.stderr == (
        f"CommandError: {data_dir}/servers/postgres is not a PostgreSQL data folder; "
        "restore it or choose another DATA_DIR.\n"
    )
