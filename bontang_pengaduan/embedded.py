"""The local database and broker, used where DATABASE_URL or REDIS_URL is not set. Knows nothing of Django."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from .servers.account import server_account
from .servers.errors import ServerError
from .servers.folders import link_outside, make_data_dir, make_private
from .servers.lock import lock_launcher, lock_servers
from .servers.places import servers_dir, socket_dir
from .servers.postgres import DATABASE, ROLE, Postgres
from .servers.valkey import SOCKET_NAME, Valkey

__all__ = ["EmbeddedServers", "ServerError", "broker_url", "database_url"]


def database_url(data_dir: Path) -> str:
    """The address of the local database of `data_dir`, whether it runs or not. Starts and makes nothing."""
    return f"postgres://{ROLE}@/{quote(str(socket_dir(data_dir)))}/{DATABASE}"


def broker_url(data_dir: Path) -> str:
    """The address of the local broker of `data_dir` for Celery, whether it runs or not. Makes nothing."""
    return f"redis+socket://{quote(str(socket_dir(data_dir) / SOCKET_NAME))}"


class EmbeddedServers:
    """Both servers over one data folder, as a context manager; each can be left out.

    One launcher at a time per folder: entering raises ServerError when another one holds it.
    """

    def __init__(self, data_dir: Path, *, database: bool = True, broker: bool = True, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.wants_database, self.wants_broker, self.durable = database, broker, durable
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self._locks: list[int] = []

    def __enter__(self) -> Self:
        """Starts what is wanted; all is stopped again when one of them fails."""
        make_data_dir(self.data_dir)
        self._locks.append(lock_launcher(self.data_dir))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def running(self) -> dict[str, Postgres | Valkey]:
        """The servers that this launcher started, by name."""
        started = {"database": self.postgres, "broker": self.valkey}
        return {name: server for name, server in started.items() if server is not None}

    def stop(self) -> None:
        """Stops both servers and gives the folder free. Harmless when they are stopped already."""
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        while self._locks:
            os.close(self._locks.pop())

    def _start(self) -> None:
        account = server_account()
        folder = servers_dir(self.data_dir)
        sockets = socket_dir(self.data_dir)
        if folder.parent != self.data_dir and not (self.data_dir / "servers").exists():
            link_outside(self.data_dir / "servers", folder)
        for path in (folder, sockets, folder / "programs"):
            make_private(path, account)
        lock = lock_servers(folder, account)
        self._locks.append(lock)
        if self.wants_database:
            self.postgres = Postgres(folder, sockets, account, durable=self.durable, lock=lock)
            self.postgres.start()
        if self.wants_broker:
            self.valkey = Valkey(folder, sockets, account, lock=lock)
            self.valkey.start()


def main(command: list[str]) -> int:
    """Runs `command` with the local servers of DATA_DIR (default .data) around it; its exit code, or 2."""
    default = Path(__file__).resolve().parent.parent / ".data"
    data_dir = Path(os.environ.get("DATA_DIR") or default).resolve()
    try:
        with EmbeddedServers(data_dir):
            return subprocess.run(command, check=False).returncode
    except ServerError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
