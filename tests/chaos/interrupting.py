"""A process that dies by kill -9 before a line of our choice."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import connections

OURS, NOT_OURS = "/channels_intake/", "/channels_intake/simulators/"


def count_lines(run: Callable[[], object]) -> int:
    """How many lines of the channels' own code a run goes through."""
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1

    _trace(run, count)
    return seen


def run_and_kill(run: Callable[[], object], line: int) -> bool:
    """Runs in a process of its own, which is killed before that line; False when it was through before."""
    # The child must not find a connection that it would share.
    connections.close_all()
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = line

    def kill() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        _trace(run, kill)
    finally:
        os._exit(0)


def _trace(run: Callable[[], object], at_line: Callable[[], None]) -> None:
    def trace(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if OURS not in name or NOT_OURS in name:
            return None
        if event == "line":
            at_line()
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(former)
