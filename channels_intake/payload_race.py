"""The same delivery taken in by several processes at one moment, in a database made for it alone."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier

from django.core.management import call_command
from django.db import connection, connections

from .payload_check import take_in

GATE_SECONDS = 30
_gate: Barrier | None = None


@contextmanager
def scratch_database() -> Iterator[None]:
    """Inside, the default connection leads to a new database with this release's tables and reference data; it is
    dropped afterwards. Raises DatabaseError where the account may not make one."""
    former = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"] = {**connection.settings_dict["TEST"], "NAME": f"check_payloads_{os.getpid()}"}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_all", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)


@contextmanager
def racing(processes: int) -> Iterator[Callable[[str, bytes, datetime], None]]:
    """A function that has every one of so many processes take the same delivery in, all from one signal on."""
    # A fork, because the scratch database stands in this process's settings alone.
    fork = multiprocessing.get_context("fork")
    connections.close_all()
    with ProcessPoolExecutor(
        processes, mp_context=fork, initializer=_wait_at, initargs=(fork.Barrier(processes),)
    ) as pool:
        # All are forked here, before this process opens a connection that they would share.
        pool.submit(int).result()

        def race(source: str, body: bytes, now: datetime) -> None:
            for job in [pool.submit(_take_in_at_once, source, body, now) for _ in range(processes)]:
                job.result()

        yield race


def _wait_at(gate: Barrier) -> None:
    global _gate  # noqa: PLW0603 - the pool has no other way to hand a barrier to its processes
    _gate = gate


def _take_in_at_once(source: str, body: bytes, now: datetime) -> None:
    if _gate:
        _gate.wait(GATE_SECONDS)
    try:
        take_in(source, body, now)
    finally:
        connections.close_all()
