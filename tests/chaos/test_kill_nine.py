"""The whole platform as `make run` starts it, its processes killed while 500 messages come in."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels_intake.simulators.whatsapp.burst import burst
from tests.chaos.killing import BROKER, WEB, WORKER, killing_now_and_then
from tests.processes import empty_data_dir, read_column, running_platform, wait_until

pytestmark = pytest.mark.chaos

MESSAGES, CITIZENS = 500, 40
VICTIMS = (*WEB, *WORKER, *BROKER)


@pytest.fixture
def platform() -> Iterator[tuple[int, Path]]:
    """Port and data folder of a running platform."""
    with empty_data_dir() as data_dir, running_platform(data_dir, ACK_QUIET_SECONDS="5") as port:
        yield port, data_dir


def test_kill_nine_of_web_worker_and_broker_loses_none_and_doubles_none(platform: tuple[int, Path]) -> None:
    port, data_dir = platform
    secret = (data_dir / "simulator_app_secret").read_text().strip()

    with killing_now_and_then(data_dir, VICTIMS, every=0.7, at_least=5) as killed:
        sent = burst(
            MESSAGES,
            CITIZENS,
            f"http://127.0.0.1:{port}/webhooks/whatsapp/",
            secret,
            batch_size=5,
            copies=2,
            timeout_seconds=180,
        )
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
    assert killed.total() >= 5


def _backlog(data_dir: Path) -> int:
    [waiting] = read_column(data_dir, "SELECT count(*) FROM channels_intake_inboundrequest WHERE status <> 'done'")
    return int(str(waiting))
