"""Trains the shipped routing model. Needs scikit-learn (requirements-dev)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from opd.routing.classifier import MODEL
from opd.routing.train import train


class Command(BaseCommand):
    """The same data give the same model."""

    help = "Trains the routing model from the data files and writes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=MODEL)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the version of the model written."""
        self.stdout.write(f"model {train(options['out'])} written to {options['out'].name}")
