"""Killing processes of a running platform, and only of that one."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WEB, WORKER, BROKER = ("granian",), ("celery",), ("valkey-server", "redis-server")


@contextmanager
def killing_now_and_then(
    data_dir: Path, victims: Sequence[str], *, every: float, at_least: int, at_most: int = 1000
) -> Iterator[Counter[str]]:
    """Inside, a process of these kinds dies every so many seconds, until enough are dead. Who died."""
    stopping, killed = threading.Event(), Counter[str]()

    def kill() -> None:
        chance = random.Random(4)
        while (not stopping.wait(every) or killed.total() < at_least) and killed.total() < at_most:
            running = processes(data_dir, victims)
            if running:
                pid, name = chance.choice(running)
                os.kill(pid, signal.SIGKILL)
                killed[name] += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        stopping.set()
        killer.join()


def processes(data_dir: Path, victims: Sequence[str]) -> list[tuple[int, str]]:
    """The platform's own processes of the kinds that may die, by their environment or their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            belongs = str(data_dir) in command or f"DATA_DIR={data_dir}".encode() in (folder / "environ").read_bytes()
        except OSError:
            continue
        name = next((victim for victim in victims if victim in command), "")
        if belongs and name:
            found.append((int(folder.name), name))
    return found
