"""A range of the ledger read again, in the foreground."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bontang_pengaduan.lib.clock import WITA, now
from channels_intake.models import ReplayRun
from channels_intake.registry import SOURCES
from channels_intake.replay import ReplayRefusedError, advance, cancel_replay, requests_between, start_replay

ROUND_SECONDS = 1.0  # between two lines of progress


class Command(BaseCommand):
    """Exit code 0 when every row could be read, 1 when some lie on the shelf, 2 with one sentence for wrong use.

    Ctrl-C cancels after the row that it is at; what was read stays.
    """

    help = "Reads stored deliveries of a time range again. What was taken in before is not taken in twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--channel", required=True, choices=sorted(SOURCES), help="Whose deliveries.")
        parser.add_argument("--from", required=True, type=_moment, dest="from_at", metavar="ISO", help="First moment.")
        parser.add_argument("--to", required=True, type=_moment, dest="to_at", metavar="ISO", help="Last moment.")
        parser.add_argument("--dry-run", action="store_true", help="Count the rows and read none.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what came of it."""
        given = {name: options[name] for name in ("channel", "from_at", "to_at")}
        if options["dry_run"]:
            self.stdout.write(f"{requests_between(**given).count()} deliveries would be read")
            return
        try:
            run = start_replay(**given, user=None, now=now())
        except ReplayRefusedError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self._follow(run)
        state = "cancelled" if run.cancelled_at else "read"
        line = f"{run.done} of {run.total} deliveries {state}: {run.taken} events new, {run.failed} failed"
        if run.failed:
            raise CommandError(line, returncode=1)
        self.stdout.write(line)

    def _follow(self, run: ReplayRun) -> None:
        with tqdm(total=run.total, unit="deliveries", disable=None) as bar:
            try:
                while not (run.finished_at or run.cancelled_at):
                    # A worker may have taken the run; then there is nothing to do but to watch it.
                    if not advance(now=now(), budget_seconds=ROUND_SECONDS):
                        time.sleep(ROUND_SECONDS / 5)
                    run.refresh_from_db()
                    bar.update(run.done - bar.n)
            except KeyboardInterrupt:
                cancel_replay(run=run, user=None, now=now())
                run.refresh_from_db()


def _moment(text: str) -> datetime:
    """A time in ISO form; one without a zone is WITA."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no ISO time, such as 2026-11-23T09:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=WITA)
