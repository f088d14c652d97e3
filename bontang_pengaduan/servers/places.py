"""Where the local servers keep their data and their sockets. Values in, paths out; nothing is started or made."""

import hashlib
import os
from pathlib import Path

from .account import server_account

# A socket address holds 108 bytes on Linux and 104 on macOS; "/.s.PGSQL.5432" is 15 of them.
LONGEST_SOCKET_FOLDER = 85
OUTSIDE = Path("/var/lib/bontang-pengaduan")


def servers_dir(data_dir: Path) -> Path:
    """The folder of both servers: DATA_DIR/servers, or one outside when root's server account cannot get there.

    A private home stays private: instead of opening it, the data moves to /var/lib and DATA_DIR/servers links to it.
    """
    inside = data_dir / "servers"
    if inside.exists():
        return inside.resolve()
    account = server_account()
    if account is None or account.can_enter(data_dir):
        return inside
    return OUTSIDE / _digest(data_dir)


def socket_dir(data_dir: Path) -> Path:
    """The folder of the unix sockets: beside the data, or a short private one when that path is too long."""
    beside = servers_dir(data_dir) / "run"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        return beside
    return Path("/tmp") / f"bontang-{os.geteuid()}-{_digest(data_dir)}"  # noqa: S108 - checked to be ours before use


def _digest(data_dir: Path) -> str:
    return hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
