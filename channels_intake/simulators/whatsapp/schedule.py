"""Work that happens a little later, on a few threads."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Job = Callable[[], None]


class Schedule:
    """Runs each job once its delay is over, several at the same time, in no promised order."""

    def __init__(self, workers: int = 8) -> None:
        self._jobs: list[tuple[float, int, Job]] = []
        self._running = 0
        self._is_closed = False
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]

    def start(self) -> None:
        """Starts the threads."""
        for thread in self._threads:
            thread.start()

    def after(self, seconds: float, job: Job) -> None:
        """Has `job` run in `seconds` seconds; quietly dropped once closed."""
        with self._changed:
            if not self._is_closed:
                heapq.heappush(self._jobs, (time.monotonic() + seconds, next(self._numbers), job))
                self._changed.notify()

    def wait_until_idle(self, timeout_seconds: float) -> bool:
        """True once nothing runs and nothing waits; False when that takes longer than the timeout."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs and not self._running, timeout_seconds)

    def close(self, timeout_seconds: float = 1.0) -> None:
        """Drops what waits; what runs gets `timeout_seconds` in all to end."""
        with self._changed:
            self._is_closed = True
            self._jobs.clear()
            self._changed.notify_all()
        deadline = time.monotonic() + timeout_seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    @property
    def waiting(self) -> int:
        """How many jobs wait or run."""
        with self._changed:
            return len(self._jobs) + self._running

    def _work(self) -> None:
        while job := self._take():
            try:
                job()
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def _take(self) -> Job | None:
        with self._changed:
            while not self._is_closed:
                wait = self._jobs[0][0] - time.monotonic() if self._jobs else None
                if wait is not None and wait <= 0:
                    self._running += 1
                    return heapq.heappop(self._jobs)[2]
                self._changed.wait(wait)
        return None
