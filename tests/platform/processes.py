"""Looks at real processes: who descends from whom, and who is still there."""

import time
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Every living process that `pid` started, directly or not."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found, fresh = set[int](), {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def survivors(pids: set[int], *, after_seconds: float) -> set[int]:
    """Those of `pids` that still live when the time is over; returns at once when none does."""
    deadline = time.monotonic() + after_seconds
    while (alive := {pid for pid in pids if _is_alive(pid)}) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def _parent(entry: Path) -> int | None:
    fields = _status(entry)
    return int(fields[1]) if fields else None


def _is_alive(pid: int) -> bool:
    fields = _status(Path(f"/proc/{pid}"))
    return bool(fields) and fields[0] != "Z"


def _status(entry: Path) -> list[str]:
    # The name in parentheses may hold spaces, so the fields are counted after it.
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
