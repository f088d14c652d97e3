"""Brings a database to the state of this release: tables, reference data, static files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from bontang_pengaduan.collect import CollectError, collect_static


class Command(BaseCommand):
    """Idempotent: run it before every start of a release."""

    help = "Migrates, loads the reference data and collects the static files. Repeating it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo-password-file", type=Path, help="Also make the demo accounts; their password.")

        parser.add_argument("--skip-static", action="store_true", help="The static files are in the image already.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step raises CommandError with its reason; nothing after it is run."""
        quietly = {"verbosity": 0}
        call_command("migrate", interactive=False, **quietly)
        call_command("load_all", **quietly)
        if password_file := options["demo_password_file"]:
            call_command("load_demo", password_file=password_file, **quietly)
        if options["skip_static"]:
            return
        try:
            collect_static()
        except CollectError as error:
            raise CommandError(str(error), returncode=2) from error
