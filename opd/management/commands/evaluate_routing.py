import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from opd.routing.evaluate import evaluate
from opd.routing.tables import TableError, labelled_rows


class Command(BaseCommand):
    help = "Measures the router on a labelled CSV file (text, gold, optionally gold_alt, refer_to, location)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", dest="target", type=Path, help="Also write the figures here.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when a file cannot be used."""
        try:
            figures = evaluate(labelled_rows(options["file"]), clock.now())
            if options["target"]:
                options["target"].write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        except (TableError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        for name, value in figures.items():
            values = value.items() if isinstance(value, dict) else [("", value)]
            for part, share in values:
                self.stdout.write(f"{name} {part}".ljust(36) + f"{share:g}")
