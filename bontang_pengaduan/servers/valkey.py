"""One private Valkey (or Redis): the broker. On a unix socket only; what it holds survives a kill."""

import subprocess
import time
from pathlib import Path

import redis

from .account import Account
from .binaries import find_broker, runnable_by
from .children import spawn, stop
from .errors import ServerError
from .folders import make_private

START_SECONDS = 30.0
SOCKET_NAME = "valkey.sock"


class Valkey:
    """The broker over `folder`: append-only file each second, and never an evicted key (a queue is a key)."""

    def __init__(self, folder: Path, sockets: Path, account: Account | None, *, lock: int | None = None) -> None:
        self.folder, self.account = folder, account
        self.socket = sockets / SOCKET_NAME
        self.keep_open = () if lock is None else (lock,)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once the broker answers. Raises ServerError when there is no program or it does not start."""
        data = make_private(self.folder / "valkey", self.account)
        found = find_broker()
        program = runnable_by(self.account, found, tree=found.parent, copies=self.folder / "programs")
        self.socket.unlink(missing_ok=True)
        with (self.folder / "valkey.log").open("wb") as log:
            self.process = spawn(
                [program, *_options(data, self.socket)],
                account=self.account,
                env={"LC_ALL": "C.UTF-8"},
                cwd=data,
                output=log.fileno(),
                keep_open=self.keep_open,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Ends the broker after it has written its file."""
        if self.process is not None:
            stop(self.process)
            self.process = None

    def is_running(self) -> bool:
        """True while the broker process lives."""
        return self.process is not None and self.process.poll() is None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        client = redis.Redis(unix_socket_path=str(self.socket))
        while True:
            try:
                client.ping()
                break
            except redis.RedisError as error:
                if not self.is_running() or time.monotonic() > deadline:
                    self.stop()
                    lines = (self.folder / "valkey.log").read_text(errors="replace").splitlines()
                    raise ServerError(f"The broker does not start: {(lines or [str(error)])[-1]}") from error
                time.sleep(0.01)
        client.close()


def _options(data: Path, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]
