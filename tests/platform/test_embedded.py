"""The local database and broker: they start, keep their data, and never outlive their launcher."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings

from bontang_pengaduan.embedded import EmbeddedServers, ServerError, broker_url, database_url, main
from bontang_pengaduan.lib.env import env
from bontang_pengaduan.servers import places
from bontang_pengaduan.servers.account import Account, server_account
from bontang_pengaduan.servers.binaries import find_postgres
from bontang_pengaduan.servers.places import socket_dir
from tests.platform.processes import descendants, survivors

LAUNCHER = """
import sys, time
from pathlib import Path
from bontang_pengaduan.embedded import EmbeddedServers
with EmbeddedServers(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(600)
"""


def run_sql(data_dir: Path, statement: str) -> list[tuple[object, ...]]:
    """Rows of one statement, as the application's role, committed."""
    address = env.db_url_config(database_url(data_dir))
    connection = psycopg2.connect(host=address["HOST"], user=address["USER"], dbname=address["NAME"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def broker_client(data_dir: Path) -> redis.Redis:
    return redis.Redis.from_url(broker_url(data_dir).replace("redis+socket://", "unix://"))


def start_launcher(data_dir: Path) -> "subprocess.Popen[str]":
    """A launcher in a process of its own, once both servers answer."""
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, data_dir], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "ready\n"
    launcher.stdout.close()
    return launcher


def test_addresses_are_known_before_anything_exists(data_dir: Path) -> None:
    assert database_url(data_dir) == f"postgres://pengaduan@/{data_dir}/servers/run/pengaduan"
    assert broker_url(data_dir) == f"redis+socket://{data_dir}/servers/run/valkey.sock"
    assert not data_dir.exists()


def test_data_survives_a_stop_and_a_start(data_dir: Path) -> None:
    with EmbeddedServers(data_dir), broker_client(data_dir) as client:
        run_sql(data_dir, "CREATE TABLE kept AS SELECT 7 AS number")
        client.set("kept", "seven")

    with EmbeddedServers(data_dir), broker_client(data_dir) as client:
        assert run_sql(data_dir, "SELECT number FROM kept") == [(7,)]
        assert client.get("kept") == b"seven"


def test_servers_listen_on_unix_sockets_only_and_keep_what_was_committed(data_dir: Path) -> None:
    with EmbeddedServers(data_dir), broker_client(data_dir) as client:
        names = ("listen_addresses", "fsync", "synchronous_commit")
        shown = [run_sql(data_dir, f"SHOW {name}")[0][0] for name in names]
        kept = [client.config_get(name)[name] for name in ("port", "appendfsync", "maxmemory-policy")]

    assert shown == ["", "on", "on"]
    assert kept == ["0", "everysec", "noeviction"]


def test_application_role_may_create_its_extensions_but_is_no_superuser(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, broker=False, durable=False):
        run_sql(data_dir, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
        superuser = run_sql(data_dir, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")

    assert superuser == [(False,)]


def test_second_launcher_on_the_same_folder_is_refused_and_the_first_goes_on(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, broker=False, durable=False):
        with pytest.raises(ServerError, match="Another launcher already runs on"), EmbeddedServers(data_dir):
            pass

        assert run_sql(data_dir, "SELECT 1") == [(1,)]


def test_killed_launcher_leaves_no_process_and_its_data_is_there_at_the_next_start(data_dir: Path) -> None:
    launcher = start_launcher(data_dir)
    run_sql(data_dir, "CREATE TABLE kept AS SELECT 7 AS number")
    started = descendants(launcher.pid)

    launcher.kill()
    launcher.wait()

    assert len(started) > 2
    with EmbeddedServers(data_dir, broker=False, durable=False):
        assert run_sql(data_dir, "SELECT number FROM kept") == [(7,)]
    assert survivors(started, after_seconds=0) == set()


def test_database_killed_under_a_launcher_comes_back_with_its_data(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, broker=False) as servers:
        assert servers.postgres is not None
        assert servers.postgres.process is not None
        run_sql(data_dir, "CREATE TABLE kept AS SELECT 7 AS number")
        servers.postgres.process.kill()
        servers.postgres.process.wait()
        assert not servers.postgres.is_running()

        servers.postgres.stop()
        servers.postgres.start()

        assert run_sql(data_dir, "SELECT number FROM kept") == [(7,)]


def test_folder_of_another_major_version_is_refused_with_both_versions(data_dir: Path) -> None:
    with EmbeddedServers(data_dir, broker=False, durable=False):
        pass
    (data_dir / "servers" / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(ServerError, match=r"made by PostgreSQL 9, but this machine has \d+"), EmbeddedServers(data_dir):
        pass


def test_folder_that_is_no_cluster_is_refused_and_left_alone(data_dir: Path) -> None:
    foreign = data_dir / "servers" / "postgres"
    foreign.mkdir(parents=True)
    (foreign / "notes.txt").write_text("mine")

    with pytest.raises(ServerError, match="is not a PostgreSQL data folder"), EmbeddedServers(data_dir):
        pass

    assert (foreign / "notes.txt").read_text() == "mine"


def test_interrupted_first_start_does_not_spoil_the_next(data_dir: Path) -> None:
    unfinished = data_dir / "servers" / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("15\n")

    with EmbeddedServers(data_dir, broker=False, durable=False):
        assert run_sql(data_dir, "SELECT 1") == [(1,)]


def test_long_path_gets_a_short_private_socket_folder(data_dir: Path) -> None:
    long = data_dir.with_name("d" * 120)

    with EmbeddedServers(long, broker=False):
        folder = socket_dir(long)
        assert run_sql(long, "SELECT 1") == [(1,)]

    assert folder.parent == Path("/tmp")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()


def test_servers_do_not_see_the_secrets_of_the_application(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_ACCESS_TOKEN", "must-not-leak")

    with EmbeddedServers(data_dir) as servers:
        pids = [server.process.pid for server in servers.running.values() if server.process]
        environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in pids]

    assert len(environments) == 2
    assert [b"must-not-leak" in environment for environment in environments] == [False, False]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another account")
def test_root_runs_the_servers_as_a_lesser_account(data_dir: Path) -> None:
    account = server_account()
    assert account is not None

    with EmbeddedServers(data_dir) as servers:
        pids = [server.process.pid for server in servers.running.values() if server.process]
        owners = [Path(f"/proc/{pid}").stat().st_uid for pid in pids]

    assert owners == [account.uid, account.uid]
    assert data_dir.stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another account")
def test_private_home_of_root_stays_private(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = data_dir.with_name("outside")
    monkeypatch.setattr(places, "OUTSIDE", outside)
    home = data_dir.with_name("home")
    home.mkdir(mode=0o700)

    with EmbeddedServers(home / "data", broker=False):
        assert run_sql(home / "data", "SELECT 1") == [(1,)]

    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "data" / "servers").resolve().parent == outside


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test here already")
def test_ordinary_user_runs_the_servers_without_help(data_dir: Path) -> None:
    nobody = Account("nobody", 65534, 65534)
    if not nobody.can_enter(find_postgres(None).postgres.parent):
        pytest.skip("the only PostgreSQL lies in a private folder")
    data_dir.mkdir()
    os.chown(data_dir, nobody.uid, nobody.gid)

    # A fork, because the interpreter itself may lie in a folder that this user cannot enter.
    child = os.fork()
    if child == 0:
        answer: list[tuple[object, ...]] = []
        try:
            os.setgroups([])
            os.setgid(nobody.gid)
            os.setuid(nobody.uid)
            with EmbeddedServers(data_dir, durable=False):
                answer = run_sql(data_dir, "SELECT 1")
        finally:
            os._exit(0 if answer == [(1,)] else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert (data_dir / "servers" / "postgres").stat().st_uid == nobody.uid


def test_launcher_stops_its_servers_on_ctrl_c(data_dir: Path) -> None:
    launcher = start_launcher(data_dir)
    started = descendants(launcher.pid)

    began = time.monotonic()
    launcher.send_signal(signal.SIGINT)
    launcher.wait()

    assert survivors(started, after_seconds=0) == set()
    assert time.monotonic() - began < 5


def test_command_runs_with_the_servers_around_it_and_gives_its_exit_code(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    probe = f"import os, sys; sys.exit(7 if os.path.exists({str(socket_dir(data_dir) / '.s.PGSQL.5432')!r}) else 1)"

    before = descendants(os.getpid())

    assert main([sys.executable, "-c", probe]) == 7
    assert descendants(os.getpid()) - before == set()
