"""What the children are told, and how the worker's heartbeat is read."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bontang_pengaduan.embedded import broker_url, database_url
from bontang_pengaduan.stack import (
    NEVER,
    SimulatorPorts,
    child_environment,
    children,
    free_port,
    is_port_free,
    port_problem,
    simulator_environment,
    stream_port,
    worker_beat,
)
from opd.models import Heartbeat

PORTS = SimulatorPorts(8101, 8102, 8103, 8104, 8105)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_BASE_URL", "STATIC_ROOT"):
        monkeypatch.delenv(name, raising=False)


def test_children_get_the_local_servers_where_none_are_given(tmp_path: Path) -> None:
    env = child_environment(tmp_path, 8100)

    assert env["DATABASE_URL"] == database_url(tmp_path)
    assert env["REDIS_URL"] == broker_url(tmp_path)
    assert env["PUBLIC_BASE_URL"] == "http://localhost:8100"
    assert env["STATIC_ROOT"] == str(tmp_path / "static")


def test_given_servers_are_left_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/city")
    monkeypatch.setenv("REDIS_URL_FILE", "/run/secrets/redis")

    env = child_environment(tmp_path, 8100)

    assert env["DATABASE_URL"] == "postgres://db/city"
    assert "REDIS_URL" not in env


def test_simulator_secrets_are_private_and_stay_the_same(tmp_path: Path) -> None:
    first = simulator_environment(tmp_path, PORTS)

    assert simulator_environment(tmp_path, PORTS) == first
    assert first["WHATSAPP_API_BASE"] == "http://127.0.0.1:8101/v26.0"
    assert (first["X_API_BASE"], first["TELEGRAM_API_BASE"]) == ("http://127.0.0.1:8102/x", "http://127.0.0.1:8103")
    assert first["FACEBOOK_API_BASE"] == first["INSTAGRAM_API_BASE"] == "http://127.0.0.1:8104/v26.0"
    assert len(first["WHATSAPP_APP_SECRET"]) >= 32
    assert (tmp_path / "simulator_app_secret").stat().st_mode & 0o777 == 0o600


def test_simulator_runs_only_when_it_has_a_port(tmp_path: Path) -> None:
    env = child_environment(tmp_path, 8100) | {"STREAM_PORT": "8105"}
    always = ["web", "stream", "worker", "beat", "sweeper"]

    with_simulator = children(env, host="127.0.0.1", port=8100, simulators=PORTS)
    without = children(env, host="127.0.0.1", port=8100, simulators=None)

    assert [child.name for child in with_simulator] == [*always, "simulator"]
    assert [child.name for child in without] == always


def test_worker_keeps_what_lets_it_notice_a_lost_broker(tmp_path: Path) -> None:
    env = child_environment(tmp_path, 8100) | {"STREAM_PORT": "8105"}
    worker = next(child for child in children(env, host="::1", port=8100, simulators=None) if child.name == "worker")

    assert [part for part in worker.command if part.startswith("--without")] == []
    assert worker.pulse is not None


def test_taken_port_is_noticed_and_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert is_port_free("127.0.0.1", port) is False
        assert free_port("127.0.0.1", port - 1) > port
        assert port_problem("127.0.0.1", port) == f"Port {port} is in use; stop what listens there or set PORT."


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_port_out_of_range_is_named(port: int) -> None:
    assert port_problem("127.0.0.1", port) == f"PORT must be a number from 1 to 65535, not {port}."


def test_free_port_is_no_problem() -> None:
    assert port_problem("127.0.0.1", free_port("127.0.0.1", 18_000)) is None


def test_address_of_another_machine_is_named() -> None:
    # 192.0.2.0/24 is kept for documents: no machine has it.
    assert port_problem("192.0.2.1", 18_000) == (
        "HOST 192.0.2.1 cannot be listened on: Cannot assign requested address; correct or unset it."
    )


def test_after_the_last_port_the_search_goes_downwards() -> None:
    assert 60_000 < free_port("127.0.0.1", 65_535) < 65_535


@pytest.mark.django_db(transaction=True)
def test_heartbeat_of_the_worker_is_read_from_its_row() -> None:
    assert worker_beat() == NEVER
    beat_at = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    Heartbeat.objects.create(name="worker", beat_at=beat_at)

    assert worker_beat() == beat_at


def test_the_streams_listen_on_none_of_the_simulators_ports() -> None:
    assert stream_port(8100, PORTS) not in (PORTS.whatsapp, PORTS.public, PORTS.telegram, PORTS.meta, PORTS.sp4n)
