"""Locks of a data folder: one launcher at a time, and no new server while an old one still shuts down."""

import fcntl
import os
import time
from pathlib import Path

from .account import Account
from .errors import ServerError

# A killed launcher's PostgreSQL needs a moment for its last checkpoint.
PATIENCE_SECONDS = 20.0


def lock_launcher(data_dir: Path) -> int:
    """The open lock of this launcher. Raises ServerError when another one runs on the same folder."""
    handle = os.open(data_dir / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    if not _try(handle):
        os.close(handle)
        raise ServerError(f"Another launcher already runs on {data_dir}; stop it or choose another DATA_DIR.")
    return handle


def is_free(data_dir: Path) -> bool:
    """True when no launcher holds `data_dir` at this moment."""
    if not data_dir.exists():
        return True
    handle = os.open(data_dir / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        return _try(handle)
    finally:
        os.close(handle)


def lock_servers(folder: Path, account: Account | None) -> int:
    """A lock that the servers inherit, so it is free exactly when the last of them is gone. Waits up to 20 s.

    Raises ServerError when servers of a dead launcher still hold it after that.
    """
    path = folder / "servers.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if account:
        os.fchown(handle, account.uid, account.gid)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _try(handle):
        if time.monotonic() > deadline:
            os.close(handle)
            raise ServerError(f"A former server still uses {folder}; end it, then start again.")
        time.sleep(0.05)
    return handle


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
