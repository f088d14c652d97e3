from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.lib import clock
from opd.routing.simulate import simulate
from opd.routing.tables import TableError, labelled_rows, split_sample
from opd.routing.training import IS_TRAINABLE


class Command(BaseCommand):
    help = "Streams labelled rows of a CSV file as officers' corrections and prints how the router improves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--every", type=int, default=500, help="Train after so many corrections.")
        parser.add_argument("--until", type=int, help="Stop after so many corrections.")
        parser.add_argument("--label", default="gold", help="The column with the right code.")
        parser.add_argument("--sample", type=int, default=2000, help="Rows kept aside to judge by, drawn by --seed.")
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing is stored. Raises CommandError (exit code 2) when the file cannot be used or scikit-learn lacks."""
        if not IS_TRAINABLE:
            raise CommandError("scikit-learn is missing; see docs/dependencies.md", returncode=2)
        try:
            judged, rows = split_sample(
                labelled_rows(options["file"], options["label"]), options["sample"], options["seed"]
            )
        except TableError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write("corrections   top-1   top-3   of units: top-1   top-3   coverage at 90 %   seconds")
        for step in simulate(rows[: options["until"]], judged, every=options["every"], now=clock.now()):
            shares = f"{step.top1:5.3f}   {step.top3:5.3f}   {step.units_top1:15.3f}   {step.units_top3:5.3f}"
            self.stdout.write(f"{step.corrections:11}   {shares}   {step.coverage_at_90:16.3f}   {step.seconds:7.1f}")
            self.stdout.flush()
