"""Measures one import and the same once more; see bench.sp4n_import."""

import resource
import time
from pathlib import Path

from bontang_pengaduan.lib.clock import now
from channels_intake.mirror.importing import apply_import, approve_import, bring_export, read_import
from channels_intake.mirror.models import Sp4nImport
from channels_intake.mirror.opening import open_next_case

LIMIT_SECONDS, LIMIT_MB = 30.0, 200.0
CASES = 200  # opened, to tell how long one takes


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(path: str) -> int:
    """Prints the figures and each limit that is missed; 1 when there is one."""
    body = Path(path).read_bytes()
    print(f"{len(body) / 1e6:.1f} MB of export, {peak_mb():.0f} MB of memory before")
    missed = []
    for turn in ("first", "second"):
        burnt = time.process_time()
        seconds, file = _take_in(body)
        burnt = time.process_time() - burnt
        print(
            f"{turn}: {sum(seconds):.1f} s (compared {seconds[0]:.1f}, applied {seconds[1]:.1f}; "
            f"{burnt:.1f} s of this process's CPU), {file.added} new, {file.changed} changed, {file.same} same, "
            f"at most {peak_mb():.0f} MB"
        )
        if sum(seconds) > LIMIT_SECONDS:
            missed.append(f"The {turn} import took more than {LIMIT_SECONDS:.0f} s.")
        if turn == "second" and file.added + file.changed:
            missed.append("The second import changed something.")
    if peak_mb() > LIMIT_MB:
        missed.append(f"It took {peak_mb():.0f} MB, more than {LIMIT_MB:.0f}.")
    started = time.perf_counter()
    opened = sum(open_next_case(now=now()) is not None for _ in range(CASES))
    each = (time.perf_counter() - started) * 1000 / max(opened, 1)
    print(f"{opened} cases opened in the background, {each:.0f} ms each")
    print("\n".join(missed) or "All limits are kept.")
    return int(bool(missed))


def _take_in(body: bytes) -> tuple[tuple[float, float], Sp4nImport]:
    moment = now()
    started = time.perf_counter()
    file = bring_export(body=body, filename="bench.xlsx", exported_at=moment, user=None, now=moment, is_claimed=True)
    read_import(file=file, now=moment)
    compared = time.perf_counter()
    approve_import(file=file, user=None, now=moment)
    apply_import(file=file, now=moment)
    applied = time.perf_counter()
    file.refresh_from_db(fields=["added", "changed", "same"])
    return (compared - started, applied - compared), file
