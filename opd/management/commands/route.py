from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bontang_pengaduan.lib import clock
from opd.routing.tables import TableError, read_table, routed, write_table


class Command(BaseCommand):
    help = "Routes the texts of a CSV file (id, text, optionally location) and writes the decisions as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--in", dest="source", type=Path, required=True)
        parser.add_argument("--out", dest="target", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when a file cannot be used. Progress goes to standard error."""
        try:
            records = read_table(options["source"], ("id", "text"))
            write_table(options["target"], routed(tqdm(records, unit="text", disable=None), clock.now()))
        except (TableError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{len(records)} texts routed")
