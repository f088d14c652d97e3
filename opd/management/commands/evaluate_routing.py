import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bontang_pengaduan.lib import clock
from opd.router import current_model
from opd.routing.classifier import load_model
from opd.routing.evaluate import evaluate
from opd.routing.tables import TableError, labelled_rows, split_sample


class Command(BaseCommand):
    help = (
        "Measures the router on a labelled CSV file (text, gold, optionally gold_alt, refer_to, location, difficulty)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", dest="target", type=Path, help="Also write the figures here.")
        parser.add_argument("--label", default="gold", help="The column with the right code.")
        parser.add_argument("--sample", type=int, help="Measure on so many rows, drawn by --seed.")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--in-force", action="store_true", help="The model in force instead of the shipped one.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 2) when a file cannot be used. Progress goes to standard error."""
        model = current_model() if options["in_force"] else load_model()
        try:
            rows = labelled_rows(options["file"], options["label"])
            if options["sample"]:
                rows, _ = split_sample(rows, options["sample"], options["seed"])
            figures = evaluate(tqdm(rows, unit="text", disable=None), clock.now(), model=model)
            if options["target"]:
                options["target"].write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        except (TableError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self._print(figures)

    def _print(self, figures: dict[str, Any]) -> None:
        pairs = figures.pop("worst_pairs")
        for name, value in figures.items():
            for part, share in value.items() if isinstance(value, dict) else [("", value)]:
                self.stdout.write(f"{name} {part}".ljust(36) + f"{share:g}")
        for pair in pairs:
            self.stdout.write(f"worst_pairs {pair['gold']} as {pair['answer']}".ljust(36) + f" {pair['rows']}")
