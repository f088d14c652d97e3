"""Office hours and holidays into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib.clock import now
from opd.records import DataFileError
from sla.definitions import OFFICE_HOURS_FILE
from sla.loading import load_calendar

FIRST_YEAR, LAST_YEAR = 2024, 2028


class Command(BaseCommand):
    """Idempotent; exit code 2 for a file that cannot be used."""

    help = "Loads office hours and the holidays of some years. Days entered by hand stay; open clocks are recounted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=OFFICE_HOURS_FILE)
        parser.add_argument("--from-year", type=int, default=FIRST_YEAR)
        parser.add_argument("--to-year", type=int, default=LAST_YEAR)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with file, line and reason."""
        years = range(options["from_year"], options["to_year"] + 1)
        try:
            load = load_calendar(years=years, now=now(), path=options["file"])
        except DataFileError as error:
            raise CommandError(str(error), returncode=2) from error
        hours = "office hours changed" if load.blocks_changed else "office hours as they were"
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{load.added} holidays added, {load.removed} removed, {hours}, {load.clocks_moved} due times moved."
            )
