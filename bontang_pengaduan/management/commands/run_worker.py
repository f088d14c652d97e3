"""A Celery worker under watch, for machines where `up` does not look after it."""

import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bontang_pengaduan.stack import worker
from bontang_pengaduan.supervise import Supervisor


class Command(BaseCommand):
    """A container's restart policy sees a dead worker, not a deaf one; this sees both."""

    help = "Runs a worker of all queues and replaces it when it ends or takes no task for a minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="Tasks at the same time.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Blocks until SIGTERM or Ctrl-C; tasks at hand get 10 s to finish."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        supervisor = Supervisor({}, [worker(dict(os.environ), concurrency=options["concurrency"])])
        try:
            supervisor.start()
            while True:
                supervisor.look()
                time.sleep(0.25)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            supervisor.stop()
