from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from opd.routing.classifier import MODEL, pack
from opd.routing.shipped import train_shipped, write_calibration


class Command(BaseCommand):
    """Needs scikit-learn. The same data give the same model."""

    help = "Trains the shipped routing model from the data files and writes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=MODEL)
        parser.add_argument("--calibrate", action="store_true", help="Measure probabilities and thresholds anew first.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the version of the model written."""
        if options["calibrate"]:
            write_calibration()
        model = train_shipped()
        options["out"].write_bytes(pack(model))
        self.stdout.write(f"model {model.version} written to {options['out'].name}")
