"""One private PostgreSQL: made on first use, reachable through a unix socket only, ended with its launcher."""

import getpass
import os
import shutil
import signal
import subprocess
import time
from io import BufferedWriter
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .account import Account
from .binaries import PostgresInstallation, find_postgres, runnable_by
from .children import spawn, stop
from .errors import ServerError

ROLE = DATABASE = "pengaduan"
SUPERUSER = "postgres"
START_SECONDS = 60.0
# Bytes; at the next start after that the log begins anew and the former one is kept as ".old".
LOG_LIMIT = 5_000_000


class Postgres:
    """The server over the cluster in `folder`. `durable=False` (tests) trades safety on power loss for speed."""

    def __init__(
        self, folder: Path, sockets: Path, account: Account | None, *, durable: bool = True, lock: int | None = None
    ) -> None:
        self.folder, self.sockets, self.account, self.durable = folder, sockets, account, durable
        self.cluster = folder / "postgres"
        self.keep_open = () if lock is None else (lock,)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once the server answers and the application's role and database exist.

        Raises ServerError when no fitting version is found, the folder is not a cluster, or the start fails.
        """
        installation = self._runnable(find_postgres(_major_of(self.cluster)))
        if not self.cluster.exists():
            self._make_cluster(installation)
        access = self._write_access_rules()
        with _open_log(self.folder / "postgres.log") as log:
            self.process = spawn(
                [installation.postgres, "-D", self.cluster, *access, *self._options()],
                death_signal=signal.SIGINT,
                account=self.account,
                env=_bare_environment(),
                cwd=self.folder,
                output=log.fileno(),
                keep_open=self.keep_open,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, the data is flushed. Returns when the process is gone."""
        if self.process is not None:
            stop(self.process, by=signal.SIGINT, patience=20)
            self.process = None

    def is_running(self) -> bool:
        """True while the server process lives."""
        return self.process is not None and self.process.poll() is None

    def _runnable(self, found: PostgresInstallation) -> PostgresInstallation:
        copies = self.folder / "programs"
        # The wheel's libraries stand beside its package, so the copy starts at site-packages' next level.
        package = found.root.parent if found.root.name == "pginstall" else found.root
        program = runnable_by(self.account, found.postgres, tree=package, copies=copies)
        libraries = package.with_name(f"{package.name}.libs")
        if program != found.postgres and libraries.exists():
            runnable_by(self.account, libraries / "any", tree=libraries, copies=copies)
        return PostgresInstallation(program.parent.parent, found.major)

    def _make_cluster(self, installation: PostgresInstallation) -> None:
        # Made beside and renamed: a launcher killed meanwhile leaves nothing that looks like a cluster.
        unfinished = self.folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["-U", SUPERUSER, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self.durable:
            options.append("--no-sync")
        child = spawn(
            [installation.initdb, "-D", unfinished, *options],
            account=self.account,
            env=_bare_environment(),
            cwd=self.folder,
            output=subprocess.PIPE,
            keep_open=self.keep_open,
        )
        said, complaint = child.communicate()
        if child.returncode:
            last = (complaint or said).decode(errors="replace").strip().splitlines()[-1:]
            raise ServerError(f"The database folder {unfinished} cannot be made: {' '.join(last)}")
        unfinished.rename(self.cluster)

    def _write_access_rules(self) -> list[str]:
        """Peer authentication: the kernel says who is at the other end, so there is no password to keep."""
        rules, names = self.folder / "access.conf", self.folder / "names.conf"
        me = getpass.getuser() if os.geteuid() else "root"
        rules.write_text("local all all peer map=pengaduan\n")
        names.write_text("".join(f"pengaduan {me} {role}\n" for role in (ROLE, SUPERUSER)))
        for path in (rules, names):
            path.chmod(0o600)
            if self.account:
                os.chown(path, self.account.uid, self.account.gid)
        return ["-c", f"hba_file={rules}", "-c", f"ident_file={names}"]

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            "max_connections": "80",
            "log_checkpoints": "off",
            "timezone": "UTC",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                connection = psycopg2.connect(host=str(self.sockets), user=SUPERUSER, dbname="postgres")
                break
            except psycopg2.OperationalError as error:
                if not self.is_running() or time.monotonic() > deadline:
                    self.stop()
                    raise ServerError(f"PostgreSQL does not start: {self._last_words() or error}") from error
                time.sleep(0.02)
        try:
            _make_database(connection)
        finally:
            connection.close()

    def _last_words(self) -> str:
        lines = (self.folder / "postgres.log").read_text(errors="replace").splitlines()
        fatal = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or [""])[-1].strip()


def _make_database(connection: "psycopg2.extensions.connection") -> None:
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            # CREATEDB for the test suite; pg_trgm and unaccent are trusted, so the owner may create them.
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _major_of(cluster: Path) -> int | None:
    if not cluster.exists():
        return None
    try:
        return int((cluster / "PG_VERSION").read_text())
    except (OSError, ValueError) as error:
        raise ServerError(
            f"{cluster} is not a PostgreSQL data folder; restore it or choose another DATA_DIR."
        ) from error


def _bare_environment() -> dict[str, str]:
    # Nothing of ours: the server must not hold the application's secrets.
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _open_log(path: Path) -> BufferedWriter:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old"))
    return path.open("ab")
