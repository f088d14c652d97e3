"""Keeps a set of processes alive: restarts what ends or falls silent, stops all of them in order."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .servers.children import spawn, stop
from .servers.errors import ServerError

FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0
# Seconds after which a process counts as healthy, so that its next failure is treated as the first.
HEALTHY_AFTER = 60.0
STOP_SECONDS = 10.0


class Runnable(Protocol):
    """Something that is started, looked at and stopped: a server or a child process."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def is_running(self) -> bool: ...


class Child:
    """One process of ours. `pulse` tells the time of its last proof of work; None when it gives none."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, pulse: "Pulse | None" = None
    ) -> None:
        self.name, self.command, self.env, self.pulse = name, command, env, pulse
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process; what an earlier one left behind in its session is ended first."""
        self.stop()
        self.process = spawn(self.command, env=self.env)
        if self.pulse:
            self.pulse.reset()

    def ask_to_stop(self) -> None:
        """Sends SIGTERM without waiting, so that all children wind down at the same time."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Ends the process and all that it started."""
        if self.process:
            stop(self.process, patience=patience)
            self.process = None

    def is_running(self) -> bool:
        """True while the process lives and, where it has a pulse, gives signs of work."""
        alive = self.process is not None and self.process.poll() is None
        return alive and not (self.pulse and self.pulse.is_lost())


class Pulse:
    """Notices when a value (a heartbeat's time) stops changing, by this machine's monotonic clock.

    The value itself is not compared with a clock: tests and the simulator move the project's clock by days.
    """

    def __init__(self, read: Callable[[], object], *, limit_seconds: float, every_seconds: float = 5.0) -> None:
        self._read, self._limit, self._every = read, limit_seconds, every_seconds
        self._last: object = None
        self.reset()

    def reset(self) -> None:
        """Counts from now: the process has just been started."""
        self._changed_at = self._looked_at = time.monotonic()

    def is_lost(self) -> bool:
        """True when the value has not changed for the limit. An unreadable value counts as unchanged for nobody."""
        now = time.monotonic()
        if now - self._looked_at < self._every:
            return False
        self._looked_at = now
        value = self._read()
        if value is None or value != self._last:
            self._last, self._changed_at = value, now
        return now - self._changed_at > self._limit


@dataclass
class _Care:
    """What the supervisor remembers of one process."""

    name: str
    thing: Runnable
    started_at: float = field(default_factory=time.monotonic)
    backoff: float = FIRST_BACKOFF
    retry_at: float | None = None


class Supervisor:
    """Looks after servers and children. Call `look` often; call `stop` once at the end."""

    def __init__(self, servers: Mapping[str, Runnable], children: Sequence[Child]) -> None:
        self._children = children
        self._cares = [_Care(name, server) for name, server in servers.items()]
        self._cares += [_Care(child.name, child) for child in children]

    def start(self) -> None:
        """Starts the children; the servers run already."""
        for child in self._children:
            child.start()

    def look(self) -> None:
        """Restarts what has ended: at once half a second later, then with growing pauses up to 30 s."""
        for care in self._cares:
            now = time.monotonic()
            if care.retry_at is not None:
                if now >= care.retry_at:
                    _restart(care)
            elif not care.thing.is_running():
                if now - care.started_at > HEALTHY_AFTER:
                    care.backoff = FIRST_BACKOFF
                _say(f"{care.name} has stopped; starting it again in {care.backoff:g} s")
                care.retry_at = now + care.backoff
                care.backoff = min(care.backoff * 2, LONGEST_BACKOFF)

    def stop(self) -> None:
        """Ends all children at the same time. The servers are left to their owner."""
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.stop(patience=max(0.1, deadline - time.monotonic()))


def _restart(care: _Care) -> None:
    care.started_at, care.retry_at = time.monotonic(), None
    try:
        care.thing.stop()
        care.thing.start()
    except (OSError, ServerError) as error:
        _say(f"{care.name}: {error}")
        care.retry_at = time.monotonic() + care.backoff


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
