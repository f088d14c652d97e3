"""Everything in one foreground process tree: database, broker, web, worker, beat, sweeper, simulator."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.celery import app
from bontang_pengaduan.checks import environment_problems, has_real_channels
from bontang_pengaduan.embedded import EmbeddedServers, ServerError
from bontang_pengaduan.servers.children import die_with_parent
from bontang_pengaduan.stack import (
    child_environment,
    children,
    has_own,
    is_ready,
    port_problem,
    simulator_environment,
    simulator_ports,
    stream_port,
    unreachable_server,
    worker_beat,
)
from bontang_pengaduan.supervise import Supervisor

READY_SECONDS = 120.0
REFUSED = 2  # exit code when the environment does not allow a start
DEMO_ACCOUNTS = "petugas.pupr, petugas.dishub, pimpinan.pupr, koordinator, admin"


class Command(BaseCommand):
    """Exit code 0 after Ctrl-C or SIGTERM, 2 with one sentence when the environment does not allow a start."""

    help = "Starts the whole platform in the foreground; Ctrl-C stops it."
    requires_system_checks: list[str] = []  # they need the database that starts below

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="Address to listen on.")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="Port of the pages.")
        parser.add_argument("--with-parent", action="store_true", help="Stop when the starting process ends.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until it is told to stop; then everything that it started has ended."""
        if options["with_parent"]:
            die_with_parent()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        host, port = options["host"], options["port"]
        if problems := environment_problems():
            raise CommandError(problems[0], returncode=REFUSED)
        if problem := port_problem(host, port):
            raise CommandError(problem, returncode=REFUSED)
        servers = EmbeddedServers(
            settings.DATA_DIR, database=not has_own("DATABASE_URL"), broker=not has_own("REDIS_URL")
        )
        try:
            with servers:
                if problem := unreachable_server():
                    raise CommandError(problem, returncode=REFUSED)
                self._run(servers, host, port)
        except ServerError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _run(self, servers: EmbeddedServers, host: str, port: int) -> None:
        env = child_environment(settings.DATA_DIR, port)
        is_real = settings.WHATSAPP_APP_SECRETS or has_real_channels()
        simulators = None if is_real else simulator_ports(port)
        if simulators:
            env |= simulator_environment(settings.DATA_DIR, simulators)
        env.setdefault("STREAM_PORT", str(stream_port(port, simulators)))
        password_file = settings.DATA_DIR / "demo_password"
        _prepare(env, password_file)
        supervisor = Supervisor(servers.running, children(env, host=host, port=port, simulators=simulators))
        try:
            supervisor.start()
            self._await_ready(supervisor, port)
            self._tell(env, password_file)
            while True:
                supervisor.look()
                time.sleep(0.25)
        finally:
            _ignore_further_signals()
            supervisor.stop()

    def _await_ready(self, supervisor: Supervisor, port: int) -> None:
        # The first heartbeat, at once: readiness asks for it, and beat's own comes only after its interval.
        former = worker_beat()
        app.send_task("opd.tasks.beat_heart")
        # A fresh installation has no message templates before the night's copy.
        app.send_task("channels_intake.tasks.sync_templates")
        deadline = time.monotonic() + READY_SECONDS
        while worker_beat() == former or not is_ready(port):
            supervisor.look()
            if time.monotonic() > deadline:
                self.stderr.write(f"Not ready after {READY_SECONDS:g} s; see the messages above and /readyz.")
                return
            time.sleep(0.2)

    def _tell(self, env: Mapping[str, str], password_file: Path) -> None:
        lines = [
            f"Ready: {env['PUBLIC_BASE_URL']}/",
            f"Phone simulator: {env['PUBLIC_BASE_URL']}/simulator/" if env.get("SIMULATOR") else "",
            f"Demo accounts: {DEMO_ACCOUNTS}",
            f"Password: {password_file.read_text().strip()} (kept in {password_file})",
            "Ctrl-C stops everything.",
        ]
        self.stdout.write("\n".join(line for line in lines if line))
        self.stdout.flush()


def _prepare(env: Mapping[str, str], password_file: Path) -> None:
    # A process of its own: it sees the children's settings, and its migrations may take longer than a page.
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare", "--skip-checks"]
    command += ["--demo-password-file", str(password_file)]
    done = subprocess.run(command, env={**env, "STATEMENT_TIMEOUT_MS": "0"}, check=False)
    if done.returncode == REFUSED:
        sys.exit(REFUSED)  # its sentence is enough
    if done.returncode:
        raise CommandError("The database could not be prepared; the reason stands above.", returncode=REFUSED)


def _ignore_further_signals() -> None:
    # A second Ctrl-C must not interrupt the stopping: every wait in it is bounded.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
