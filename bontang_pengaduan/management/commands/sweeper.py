"""Runs the periodic work without a broker: the second path beside beat and worker, for when those two fail."""

from typing import Any

from django.core.management.base import BaseCommand

from bontang_pengaduan.sweep import run_until_stopped


class Command(BaseCommand):
    """A plain foreground process; SIGTERM and SIGINT end it after the run at hand."""

    help = "Does the beat schedule's work in this process, without Redis. Safe beside any number of workers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns when told to stop."""
        run_until_stopped(say=self._say)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
