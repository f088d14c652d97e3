"""The whole platform as `make run` starts it, its processes killed while 500 messages come in."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels_intake.simulators.whatsapp.burst import burst
from tests.processes import empty_data_dir, read_column, running_platform, wait_until

pytestmark = pytest.mark.chaos

MESSAGES, CITIZENS = 500, 40
VICTIMS = ("granian", "celery", "valkey-server", "redis-server")  # web, worker and beat, broker


@pytest.fixture
def platform() -> Iterator[tuple[int, Path]]:
    """Port and data folder of a running platform."""
    with empty_data_dir() as data_dir, running_platform(data_dir, ACK_QUIET_SECONDS="5") as port:
        yield port, data_dir


def test_kill_nine_of_web_worker_and_broker_loses_none_and_doubles_none(platform: tuple[int, Path]) -> None:
    port, data_dir = platform
    stopping = threading.Event()
    killed: Counter[str] = Counter()
    killer = threading.Thread(target=_kill_now_and_then, args=(str(data_dir), stopping, killed))
    killer.start()

    secret = (data_dir / "simulator_app_secret").read_text().strip()
    sent = burst(
        MESSAGES,
        CITIZENS,
        f"http://127.0.0.1:{port}/webhooks/whatsapp/",
        secret,
        batch_size=5,
        copies=2,
        timeout_seconds=180,
    )
    stopping.set()
    killer.join()
    wait_until(lambda: _backlog(data_dir) == 0, 180, "the ledger was not worked off", every=1)

    stored = Counter(read_column(data_dir, "SELECT external_id FROM complaints_message"))
    acknowledged = Counter(
        read_column(data_dir, "SELECT complaint_id FROM complaints_reply WHERE kind = 'acknowledgement'")
    )
    complaints = read_column(data_dir, "SELECT id FROM complaints_complaint")
    assert set(stored) == {message.id for message in sent}
    assert set(stored.values()) == {1}
    assert set(acknowledged) == set(complaints)
    assert set(acknowledged.values()) == {1}
    assert sum(killed.values()) >= 5


def _kill_now_and_then(data_dir: str, stopping: threading.Event, killed: Counter[str]) -> None:
    chance = random.Random(4)
    while not stopping.wait(0.7) or sum(killed.values()) < 5:
        victims = [(pid, name) for pid, name in _processes(data_dir) if name]
        if victims:
            pid, name = chance.choice(victims)
            os.kill(pid, signal.SIGKILL)
            killed[name] += 1


def _processes(data_dir: str) -> list[tuple[int, str]]:
    """The platform's own processes of the kinds that may die, by their environment or their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            belongs = data_dir in command or f"DATA_DIR={data_dir}".encode() in (folder / "environ").read_bytes()
        except OSError:
            continue
        name = next((victim for victim in VICTIMS if victim in command), "")
        if belongs and name:
            found.append((int(folder.name), name))
    return found


def _backlog(data_dir: Path) -> int:
    [waiting] = read_column(data_dir, "SELECT count(*) FROM channels_intake_inboundrequest WHERE status <> 'done'")
    return int(str(waiting))
