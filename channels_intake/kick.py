"""Wakes the workers after a webhook, off the request and at most five times a second.

Publishing costs more than the whole request. The row is the truth: a kick that is lost is made good by the sweep.
"""

import logging
import threading
import time

from .tasks import process_inbound

logger = logging.getLogger(__name__)

INTERVAL = 0.2  # seconds between two kicks of one process


class Kicker:
    """One thread a process, started with the first kick (after the server has forked)."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def kick(self) -> None:
        """Asks for a drain soon. Never blocks, never raises."""
        self._wanted.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="kicker", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            try:
                process_inbound.apply_async(ignore_result=True)
            except Exception:  # noqa: BLE001 - the broker may be down in many ways; the sweep works without it
                logger.warning("No kick: the broker does not answer")
            time.sleep(INTERVAL)


kicker = Kicker()
