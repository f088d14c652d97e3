"""An unanswered complaint climbs its ladder, each step once, though two workers and two beats sweep at once."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path

import httpx
import pytest
from pytest_django import Settings

from bontang_pengaduan.embedded import EmbeddedServers
from bontang_pengaduan.lib import clock
from bontang_pengaduan.stack import SimulatorPorts, children, free_port, simulator_environment, simulator_ports
from bontang_pengaduan.supervise import Child, Supervisor
from channels_intake.simulators.whatsapp.world import FIRST_NUMBER
from tests.factories import ROAD
from tests.processes import answers, empty_data_dir, environment, read_column, read_rows, wait_until
from tests.sla.kit import wita

ROOT = Path(__file__).resolve().parent.parent.parent
BEGINNING, RECEIVED = wita("2026-04-07 08:00"), wita("2026-04-07 08:30")  # Tuesday; no holiday before 1 May
A_MINUTE = timedelta(minutes=1)
# Counted by hand from the shipped policy and office hours; the warnings at half and three quarters.
LADDER = [
    ("2026-04-07 10:30", {"accept": "petugas", "acknowledge": "petugas"}),
    ("2026-04-07 11:30", {"accept": "kepala_bidang", "acknowledge": "kepala_bidang"}),
    ("2026-04-07 13:30", {"accept": "kepala_opd", "acknowledge": "kepala_opd"}),
    ("2026-04-08 16:00", {"accept": "koordinator", "acknowledge": "koordinator"}),
    ("2026-04-10 08:00", {"first_answer": "petugas"}),
    ("2026-04-10 16:30", {"accept": "sekda", "acknowledge": "sekda"}),
    ("2026-04-13 11:30", {"first_answer": "kepala_bidang"}),
    ("2026-04-14 16:00", {"accept": "wali_kota", "acknowledge": "wali_kota", "first_answer": "kepala_opd"}),
    ("2026-04-15 16:00", {"first_answer": "koordinator"}),
    ("2026-04-16 11:45", {"resolve": "petugas"}),
    ("2026-04-17 16:30", {"first_answer": "sekda"}),
    ("2026-04-21 16:00", {"first_answer": "wali_kota"}),
    ("2026-04-22 09:37", {"resolve": "kepala_bidang"}),
    ("2026-04-27 16:00", {"resolve": "kepala_opd"}),
    ("2026-04-28 16:00", {"resolve": "koordinator"}),
    ("2026-04-30 16:00", {"resolve": "sekda"}),
    ("2026-05-05 16:00", {"resolve": "wali_kota"}),
]
BEFORE_AND_AFTER = list(pairwise(accumulate((len(levels) for _, levels in LADDER), initial=0)))
# Nobody has taken the case, so its breach is the coordinator's too.
TOLD = {
    "petugas": ["petugas.pupr"],
    "kepala_bidang": ["kabid.pupr"],
    "kepala_opd": ["koordinator", "pimpinan.pupr"],
    "koordinator": ["koordinator"],
    "sekda": ["sekda"],
    "wali_kota": ["walikota"],
}

# The database itself keeps who swept and what fired, whatever the product says of it. Each firing lasts longer than
# the pause between two sweeps of a beat: while one worker fires, the other one always comes to the same step.
WITNESS = """
    CREATE TABLE witness_sweep (worker text);
    CREATE TABLE witness_firing (step_id bigint);
    CREATE FUNCTION see_sweep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO witness_sweep VALUES (current_setting('application_name'));
        RETURN NULL;
    END $$;
    CREATE FUNCTION see_firing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO witness_firing VALUES (NEW.id);
        PERFORM pg_sleep(0.4);
        RETURN NULL;
    END $$;
    CREATE TRIGGER sweep AFTER UPDATE ON sla_escalationstep EXECUTE FUNCTION see_sweep();
    CREATE TRIGGER firing AFTER UPDATE OF fired_at ON sla_escalationstep FOR EACH ROW EXECUTE FUNCTION see_firing();
"""
PLANNED = (
    "SELECT step.fires_at, step.level, clock.kind FROM sla_escalationstep step JOIN sla_slaclock clock "
    "ON clock.id = step.clock_id WHERE step.cancelled_at IS NULL AND clock.is_open ORDER BY 1, 3"
)
FIRED = (
    "SELECT step.level, clock.kind FROM sla_escalationstep step JOIN sla_slaclock clock ON clock.id = step.clock_id "
    "WHERE step.fired_at IS NOT NULL ORDER BY step.fires_at, clock.kind"
)
NOTICES = (
    "SELECT step.level, clock.kind, person.username FROM opd_notice notice "
    "JOIN sla_escalationstep step ON notice.dedupe_key = 'escalation:' || step.id "
    "JOIN sla_slaclock clock ON clock.id = step.clock_id JOIN opd_user person ON person.id = notice.recipient_id"
)
IN_TIME = "SELECT bool_and(fired_at > fires_at) FROM sla_escalationstep WHERE fired_at IS NOT NULL"
ROUTED = "SELECT count(*) FROM complaints_complaint WHERE opd_id IS NOT NULL"


@pytest.fixture
def data_dir(settings: Settings) -> Iterator[Path]:
    """The folder of a platform whose clock this test moves."""
    with empty_data_dir() as folder:
        folder.mkdir(mode=0o711)
        settings.SIMULATOR, settings.CLOCK_FILE = True, str(folder / "clock_offset")
        yield folder


def test_each_step_fires_once_and_in_its_time_though_two_workers_and_two_beats_run(data_dir: Path) -> None:
    expected = [(moment, level, kind) for moment, levels in LADDER for kind, level in levels.items()]
    _move_to(BEGINNING)
    with _city(data_dir) as (simulator_port, processes):
        _move_to(RECEIVED)
        _write(simulator_port, ROAD)
        wait_until(lambda: read_column(data_dir, ROUTED) == [1], 60, "the message became no complaint of a unit")
        planned = [(_minute(moment), level, kind) for moment, level, kind in read_rows(data_dir, PLANNED)]
        fired_before_and_after = [_pass(data_dir, wita(moment), list(levels)) for moment, levels in LADDER]
        alive = [process.is_running() for process in processes]
        fired, notices = read_rows(data_dir, FIRED), read_rows(data_dir, NOTICES)
        firings = Counter(read_column(data_dir, "SELECT step_id FROM witness_firing"))
        workers = read_column(data_dir, "SELECT DISTINCT worker FROM witness_sweep ORDER BY worker")
        in_time = read_column(data_dir, IN_TIME)

    assert planned == expected
    assert fired_before_and_after == BEFORE_AND_AFTER
    assert fired == [(level, kind) for _, level, kind in expected]
    assert in_time == [True]
    assert list(firings.values()) == [1] * len(expected)
    assert sorted(notices) == sorted((level, kind, name) for _, level, kind in expected for name in TOLD[level])
    assert workers == ["worker-1", "worker-2"]
    assert alive == [True] * 6


@contextmanager
def _city(data_dir: Path) -> Iterator[tuple[int, list[Child]]]:
    """The simulator's port and the processes: web, simulator, two workers, two beats; no sweeper that could help."""
    port = free_port("127.0.0.1", 20_000 + os.getpid() % 1000)
    simulators = simulator_ports(port)
    env = environment(data_dir, DJANGO_SETTINGS_MODULE="tests.flows.quick_beat", PORT=str(port))
    env |= simulator_environment(data_dir, simulators)
    with EmbeddedServers(data_dir, durable=False):
        prepare = [sys.executable, "manage.py", "prepare", "--skip-static", "--demo-password-file", f"{data_dir}/demo"]
        subprocess.run(prepare, env=env, check=True, cwd=ROOT)
        read_rows(data_dir, WITNESS)
        processes = _processes(env, port, simulators)
        supervisor = Supervisor({}, processes)
        try:
            supervisor.start()
            wait_until(lambda: answers(port, "/healthz"), 120, "the web does not answer")
            _await_sweeps(data_dir)
            yield simulators.whatsapp, processes
        finally:
            supervisor.stop()


def _processes(env: dict[str, str], port: int, simulators: SimulatorPorts) -> list[Child]:
    made = {child.name: child for child in children(env, host="127.0.0.1", port=port, simulators=simulators)}
    worker, beat = made["worker"].command, made["beat"].command
    doubled = [made["web"], made["simulator"]]
    for number in (1, 2):
        # The database knows each worker by the name that its connections carry.
        name = f"worker-{number}"
        doubled.append(Child(name, [*worker, "--hostname", f"{name}@%h"], {**made["worker"].env, "PGAPPNAME": name}))
        doubled.append(Child(f"beat-{number}", [*beat, "--schedule", f"{env['DATA_DIR']}/beat-{number}"], env))
    return doubled


def _write(simulator_port: int, text: str) -> None:
    """A citizen's message; the simulator delivers it to the webhook, signed."""
    phone = f"http://127.0.0.1:{simulator_port}/control/phones/{FIRST_NUMBER}"
    httpx.post(f"{phone}/messages", json={"type": "text", "text": text}, trust_env=False).raise_for_status()


def _pass(data_dir: Path, moment: datetime, kinds: list[str]) -> tuple[int, int]:
    """How many steps have fired a minute before the moment and a minute after it, each after some sweeps."""
    _move_to(moment - A_MINUTE)
    _await_sweeps(data_dir)
    before = len(read_rows(data_dir, FIRED))
    _move_to(moment + A_MINUTE)
    wait_until(lambda: len(read_rows(data_dir, FIRED)) >= before + len(kinds), 60, f"nothing fired at {moment}")
    _await_sweeps(data_dir)
    return before, len(read_rows(data_dir, FIRED))


def _await_sweeps(data_dir: Path) -> None:
    """Two further sweeps: the first may have read the clock before it was moved."""
    query = "SELECT count(*) FROM witness_sweep"
    [so_far] = read_column(data_dir, query)
    wait_until(lambda: int(str(read_column(data_dir, query)[0])) >= int(str(so_far)) + 2, 60, "nobody sweeps")


def _move_to(moment: datetime) -> None:
    clock.advance(ceil((moment - clock.now()).total_seconds()))


def _minute(moment: object) -> str:
    assert isinstance(moment, datetime)
    return moment.astimezone(clock.WITA).strftime("%Y-%m-%d %H:%M")
