"""Four workers and two beats sweep while one of them dies every few seconds, from before the quiet hours into them.

CHAOS_MINUTES says for how long (1).
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from pytest_django import Settings

from bontang_pengaduan.embedded import EmbeddedServers
from bontang_pengaduan.lib import clock
from bontang_pengaduan.stack import SimulatorPorts, children, simulator_environment
from bontang_pengaduan.supervise import Child, Supervisor
from tests.chaos.killing import WORKER, killing_now_and_then
from tests.processes import empty_data_dir, environment, read_column, read_rows, wait_until
from tests.sla.kit import wita

pytestmark = pytest.mark.chaos

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = int(60 * float(os.environ.get("CHAOS_MINUTES", "1")))
CASES, WORKERS, BEATS = 300, 4, 2
NO_PORT = 9  # nobody writes to anybody here: neither web nor simulator is started
NO_PORTS = SimulatorPorts(NO_PORT, NO_PORT, NO_PORT, NO_PORT, NO_PORT)
HALF = timedelta(seconds=SECONDS / 2)
QUIET, MORNING = wita("2026-04-07 18:00"), wita("2026-04-08 07:30")  # half of the steps come due before it, half after
# The database itself counts what fired, whatever the product says of it.
WITNESS = """
    CREATE TABLE witness_firing (step_id bigint);
    CREATE FUNCTION see_firing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO witness_firing VALUES (NEW.id);
        RETURN NULL;
    END $$;
    CREATE TRIGGER firing AFTER UPDATE OF fired_at ON sla_escalationstep FOR EACH ROW EXECUTE FUNCTION see_firing();
"""
SEED = (
    "import django; django.setup(); from datetime import datetime; "
    "from tests.chaos.late_cases import write_late_cases; write_late_cases({}, datetime.fromisoformat('{}'), {})"
)
WAITING = "SELECT count(*) FROM sla_escalationstep WHERE fired_at IS NULL AND cancelled_at IS NULL"
UNTOLD = (
    "SELECT count(*) FROM sla_escalationstep step WHERE NOT EXISTS "
    "(SELECT 1 FROM opd_notice notice WHERE notice.dedupe_key = 'escalation:' || step.id)"
)
DOUBLED = "SELECT count(*) FROM (SELECT 1 FROM opd_notice GROUP BY recipient_id, dedupe_key HAVING count(*) > 1) twice"
EARLY = "SELECT count(*) FROM sla_escalationstep WHERE fired_at < fires_at"
GATHERING = "SELECT count(*) FROM opd_notice WHERE status IN ('gathering', 'pending')"
# Alarms to the admins, of a lagging sweep or a silent channel, may leave while it is still day.
SENT = "SELECT sent_at FROM opd_notice WHERE sent_at IS NOT NULL AND dedupe_key ~ '^(escalation|digest):'"
BY_NIGHT = "SELECT dedupe_key, sent_at FROM opd_notice WHERE sent_at >= '{}' AND sent_at < '{}' ORDER BY 1"


@pytest.fixture
def data_dir(settings: Settings) -> Iterator[Path]:
    """The folder of a platform whose clock this test moves."""
    with empty_data_dir() as folder:
        folder.mkdir(mode=0o711)
        settings.SIMULATOR, settings.CLOCK_FILE = True, str(folder / "clock_offset")
        yield folder


def test_every_step_fires_once_and_nobody_is_told_at_night_though_processes_die(data_dir: Path) -> None:
    _move_to(QUIET - HALF - timedelta(hours=1))
    with _sweeping(data_dir) as supervisor:
        _move_to(QUIET - HALF)
        with killing_now_and_then(data_dir, WORKER, every=3, at_least=5) as killed:
            _look_for(supervisor, SECONDS)
        _look_until(supervisor, lambda: _count(data_dir, WAITING) == 0, "steps were left")
        _move_to(MORNING)
        _look_until(supervisor, lambda: _count(data_dir, GATHERING) == 0, "the morning's e-mails did not come")
        firings = Counter(read_column(data_dir, "SELECT step_id FROM witness_firing"))
        steps = _count(data_dir, "SELECT count(*) FROM sla_escalationstep")
        untold, doubled, early = (_count(data_dir, query) for query in (UNTOLD, DOUBLED, EARLY))
        by_night = read_rows(data_dir, BY_NIGHT.format(QUIET.isoformat(), MORNING.isoformat()))
        sent = [moment for [moment] in read_rows(data_dir, SENT) if isinstance(moment, datetime)]

    sys.stdout.write(f"{steps} steps, killed {dict(killed)}, e-mails {len(sent)}\n")
    assert (len(firings), set(firings.values())) == (steps, {1})
    assert (untold, doubled, early) == (0, 0, 0)
    assert (by_night, min(sent) >= MORNING) == ([], True)
    assert killed.total() >= 5


@contextmanager
def _sweeping(data_dir: Path) -> Iterator[Supervisor]:
    """Workers and beats over a city with late cases; nothing else that could help."""
    env = environment(data_dir, DJANGO_SETTINGS_MODULE="tests.flows.quick_beat")
    env |= simulator_environment(data_dir, NO_PORTS)
    with EmbeddedServers(data_dir, durable=False):
        prepare = [sys.executable, "manage.py", "prepare", "--skip-static", "--demo-password-file", f"{data_dir}/demo"]
        subprocess.run(prepare, env=env, check=True, cwd=ROOT)
        seed = SEED.format(CASES, (QUIET - HALF).isoformat(), SECONDS)
        subprocess.run([sys.executable, "-c", seed], env=env, check=True, cwd=ROOT)
        read_rows(data_dir, WITNESS)
        supervisor = Supervisor({}, _processes(env))
        try:
            supervisor.start()
            yield supervisor
        finally:
            supervisor.stop()


def _processes(env: dict[str, str]) -> list[Child]:
    made = {child.name: child for child in children(env, host="127.0.0.1", port=NO_PORT, simulators=None)}
    worker, beat = made["worker"].command, made["beat"].command
    workers = [Child(f"worker-{n}", [*worker, "--hostname", f"worker-{n}@%h"], env) for n in range(WORKERS)]
    beats = [Child(f"beat-{n}", [*beat, "--schedule", f"{env['DATA_DIR']}/beat-{n}"], env) for n in range(BEATS)]
    return [*workers, *beats]


def _look_for(supervisor: Supervisor, seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        supervisor.look()
        time.sleep(0.2)


def _look_until(supervisor: Supervisor, holds: Callable[[], bool], sentence: str) -> None:
    def look_and_ask() -> bool:
        supervisor.look()
        return holds()

    wait_until(look_and_ask, 180, sentence, every=0.5)


def _count(data_dir: Path, query: str) -> int:
    return int(str(read_column(data_dir, query)[0]))


def _move_to(moment: datetime) -> None:
    clock.advance(ceil((moment - clock.now()).total_seconds()))
