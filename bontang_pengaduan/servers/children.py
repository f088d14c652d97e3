"""Child processes that never outlive their launcher, even when it is killed with SIGKILL."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .account import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | None = None,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Starts `command` in a session of its own; the kernel sends it `death_signal` when this process dies.

    The session keeps a terminal's Ctrl-C away from it, so that the launcher decides the order of stopping.
    """
    return subprocess.Popen(
        command,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=keep_open,
        start_new_session=True,
        # Safe: the launcher starts children from its only thread, and the function takes no lock.
        preexec_fn=_die_with(os.getpid(), death_signal),  # noqa: PLW1509
    )


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ends `process` and what it started: `by` first, SIGKILL to its whole session after `patience` seconds."""
    if process.poll() is None:
        process.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def die_with_parent(death_signal: signal.Signals = signal.SIGTERM) -> None:
    """Makes this process itself end when the one that started it ends."""
    _die_with(os.getppid(), death_signal)()


def _die_with(launcher: int, death_signal: signal.Signals) -> Callable[[], None]:
    def arm() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        # The launcher may have died before the line above took hold.
        if os.getppid() != launcher:
            os._exit(1)

    return arm
